from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["SiameseLstm", "example_inputs"]


class Reader(nn.Module):
    """Takes words (N, T).

    Returns (N, 50).
    """

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(5000, 64)
        self.lstm = nn.LSTM(64, 50, batch_first=True)
        nn.init.constant_(self.lstm.bias_ih_l0.chunk(4)[1], val=2.5)
        nn.init.zeros_(self.lstm.bias_hh_l0.chunk(4)[1])

    def forward(self, words: Tensor) -> Tensor:
        x = self.embedding(words)  # (N, T, 64)
        _, (lstm_hidden, _) = self.lstm(x)
        lstm = lstm_hidden[-1]  # (N, 50)
        return lstm


class SiameseLstm(nn.Module):
    """Takes left_question (N, T), right_question (N, T).

    Returns (N, 1).
    """

    def __init__(self) -> None:
        super().__init__()
        self.read_left = Reader()
        self.same_question = nn.Linear(50, 1)

    def forward(self, left_question: Tensor, right_question: Tensor) -> Tensor:
        read_left = self.read_left(left_question)  # (N, 50)
        x = self.read_left(right_question)  # (N, 50)
        x = read_left - x  # (N, 50)
        x = x.abs()  # (N, 50)
        x = -x  # (N, 50)
        x = x.exp()  # (N, 50)
        same_question = self.same_question(x)  # (N, 1)
        return same_question


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    time = 10 if time is None else time
    return torch.randint(0, 5000, (batch, time)), torch.randint(0, 5000, (batch, time))
