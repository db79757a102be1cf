from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["LstmFromParts", "example_inputs"]


class LstmCell(nn.Module):
    """Takes new_value (N, 1), shown_state (N, 32), memory (N, 32).

    Returns (N, 32), (N, 32), (N, 32).
    """

    def __init__(self) -> None:
        super().__init__()
        self.forget_gate = nn.Linear(33, 32)
        self.input_gate = nn.Linear(33, 32)
        self.candidate = nn.Linear(33, 32)
        self.output_gate = nn.Linear(33, 32)

    def forward(
        self, new_value: Tensor, shown_state: Tensor, memory: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        value_and_state = torch.cat((new_value, shown_state), dim=-1)  # (N, 33)
        x = self.forget_gate(value_and_state)  # (N, 32)
        x = torch.sigmoid(x)  # (N, 32)
        kept = memory * x  # (N, 32)
        x = self.input_gate(value_and_state)  # (N, 32)
        i_open = torch.sigmoid(x)  # (N, 32)
        x = self.candidate(value_and_state)  # (N, 32)
        x = torch.tanh(x)  # (N, 32)
        x = i_open * x  # (N, 32)
        new_memory = kept + x  # (N, 32)
        shown = torch.tanh(new_memory)  # (N, 32)
        x = self.output_gate(value_and_state)  # (N, 32)
        x = torch.sigmoid(x)  # (N, 32)
        new_shown_state = shown * x  # (N, 32)
        return new_shown_state, new_shown_state, new_memory


class LstmFromParts(nn.Module):
    """Takes past (N, 24, 1).

    Returns (N, 1), (N, 1).
    """

    def __init__(self) -> None:
        super().__init__()
        self.own_lstm = LstmCell()
        self.change = nn.Linear(32, 1)
        self.built_in_lstm = nn.LSTM(1, 32, batch_first=True)
        self.change2 = nn.Linear(32, 1)

    def forward(self, past: Tensor) -> tuple[Tensor, Tensor]:
        own_lstm_h = torch.zeros(len(past), 32, device=past.device)
        own_lstm_c = torch.zeros(len(past), 32, device=past.device)
        for step in range(past.shape[1]):
            _, own_lstm_h, own_lstm_c = self.own_lstm(past[:, step], own_lstm_h, own_lstm_c)
        change = self.change(own_lstm_h)  # (N, 1)
        _, (built_in_lstm_hidden, _) = self.built_in_lstm(past)
        x = built_in_lstm_hidden[-1]  # (N, 32)
        change2 = self.change2(x)  # (N, 1)
        one_year_ago = past[:, -12]  # (N, 1)
        own_forecast = change + one_year_ago  # (N, 1)
        built_in_forecast = one_year_ago + change2  # (N, 1)
        return own_forecast, built_in_forecast


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    return (torch.randn(batch, 24, 1),)
