from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["LstmFromParts", "example_inputs"]


def step_mask(lengths: Tensor, x: Tensor) -> Tensor:
    """Which steps of ``x`` (batch, time, ...) are real: (batch, time)."""
    return torch.arange(x.shape[1], device=x.device) < lengths.unsqueeze(1)


def hold(mask: Tensor, new: Tensor, old: Tensor) -> Tensor:
    """The new state of samples that go on (``mask``, (batch,)), the old one of those that ended."""
    return torch.where(mask.reshape(-1, *[1] * (new.dim() - 1)), new, old)


class LstmCell(nn.Module):
    """Takes step2 (N, 8), hidden (N, 32), memory (N, 32).

    Returns (N, 32), (N, 32), (N, 32).
    """

    def __init__(self) -> None:
        super().__init__()
        self.forget_gate = nn.Linear(40, 32)
        self.candidate = nn.Linear(40, 32)
        self.input_gate = nn.Linear(40, 32)
        self.output_gate = nn.Linear(40, 32)

    def forward(
        self, step2: Tensor, hidden: Tensor, memory: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        both = torch.cat((step2, hidden), dim=-1)  # (N, 40)
        x = self.forget_gate(both)  # (N, 32)
        x = torch.sigmoid(x)  # (N, 32)
        kept = memory * x  # (N, 32)
        x = self.candidate(both)  # (N, 32)
        candidate_tanh = torch.tanh(x)  # (N, 32)
        x = self.input_gate(both)  # (N, 32)
        x = torch.sigmoid(x)  # (N, 32)
        x = candidate_tanh * x  # (N, 32)
        memorised = kept + x  # (N, 32)
        shown = torch.tanh(memorised)  # (N, 32)
        x = self.output_gate(both)  # (N, 32)
        x = torch.sigmoid(x)  # (N, 32)
        result_let_through = shown * x  # (N, 32)
        return result_let_through, result_let_through, memorised


class LstmFromParts(nn.Module):
    """Takes series (N, T~, 8).

    Returns (N, 1).
    """

    def __init__(self) -> None:
        super().__init__()
        self.lstm_cell = LstmCell()
        self.value = nn.Linear(32, 1)

    def forward(self, series: Tensor, series_lengths: Tensor | None = None) -> Tensor:
        if series_lengths is None:
            series_lengths = torch.full((len(series),), series.shape[1], device=series.device)
        lstm_cell_mask = step_mask(series_lengths, series)
        lstm_cell_hidden = torch.zeros(len(series), 32, device=series.device)
        lstm_cell_memory = torch.zeros(len(series), 32, device=series.device)
        for step in range(series.shape[1]):
            _, lstm_cell_hidden_next, lstm_cell_memory_next = self.lstm_cell(
                series[:, step], lstm_cell_hidden, lstm_cell_memory
            )
            lstm_cell_hidden = hold(
                lstm_cell_mask[:, step], lstm_cell_hidden_next, lstm_cell_hidden
            )
            lstm_cell_memory = hold(
                lstm_cell_mask[:, step], lstm_cell_memory_next, lstm_cell_memory
            )
        value = self.value(lstm_cell_hidden)  # (N, 1)
        return value


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    time = 10 if time is None else time
    return (torch.randn(batch, time, 8),)
