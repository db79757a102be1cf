from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["NamesRnn", "example_inputs"]


class NamesRnn(nn.Module):
    """Takes name (N, T~).

    Returns (N, 3).
    """

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(30, 32)
        self.gru = nn.GRU(32, 96, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(0.3)
        self.scores = nn.Linear(192, 3)

    def forward(self, name: Tensor, name_lengths: Tensor | None = None) -> Tensor:
        if name_lengths is None:
            name_lengths = torch.full((len(name),), name.shape[1], device=name.device)
        x = self.embedding(name)  # (N, T~, 32)
        gru_packed = nn.utils.rnn.pack_padded_sequence(
            x, name_lengths.cpu(), batch_first=True, enforce_sorted=False
        )
        _, gru_hidden = self.gru(gru_packed)
        x = torch.cat((gru_hidden[-2], gru_hidden[-1]), dim=-1)  # (N, 192)
        x = self.dropout(x)  # (N, 192)
        scores = self.scores(x)  # (N, 3)
        return scores


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    time = 10 if time is None else time
    return (torch.randint(0, 30, (batch, time)),)
