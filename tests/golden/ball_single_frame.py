from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["BallSingleFrame", "example_inputs"]


class BallSingleFrame(nn.Module):
    """Takes clip (N, 1, 1, 16, 16).

    Returns (N, 5).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, kernel_size=3, padding=1)
        self.pool1 = nn.MaxPool2d(kernel_size=2)
        self.conv2 = nn.Conv2d(8, 16, kernel_size=3, padding=1)
        self.pool2 = nn.MaxPool2d(kernel_size=2)
        self.lstm = nn.LSTM(256, 64, batch_first=True)
        self.scores = nn.Linear(64, 5)

    def forward(self, clip: Tensor) -> Tensor:
        x = self.conv1(clip.flatten(0, 1))  # (N*1, 8, 16, 16)
        x = F.relu(x)  # (N*1, 8, 16, 16)
        x = self.pool1(x)  # (N*1, 8, 8, 8)
        x = self.conv2(x)  # (N*1, 16, 8, 8)
        x = F.relu(x)  # (N*1, 16, 8, 8)
        x = self.pool2(x)  # (N*1, 16, 4, 4)
        x = x.flatten(1)  # (N*1, 256)
        _, (lstm_hidden, _) = self.lstm(x.unflatten(0, clip.shape[:2]))
        x = lstm_hidden[-1]  # (N, 64)
        scores = self.scores(x)  # (N, 5)
        return scores


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    return (torch.randn(batch, 1, 1, 16, 16),)
