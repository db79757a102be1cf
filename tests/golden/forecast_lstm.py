from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["ForecastLstm", "example_inputs"]


class ForecastLstm(nn.Module):
    """Takes past (N, 24, 1).

    Returns (N, 1).
    """

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(1, 32, batch_first=True)
        self.change = nn.Linear(32, 1)

    def forward(self, past: Tensor) -> Tensor:
        _, (lstm_hidden, _) = self.lstm(past)
        x = lstm_hidden[-1]  # (N, 32)
        change = self.change(x)  # (N, 1)
        x = past[:, -12]  # (N, 1)
        forecast = change + x  # (N, 1)
        return forecast


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    return (torch.randn(batch, 24, 1),)
