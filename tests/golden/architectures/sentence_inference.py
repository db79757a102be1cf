from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["SentenceInference", "example_inputs"]


class Reader(nn.Module):
    """Takes words (N, T).

    Returns (N, T, 96).
    """

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(5000, 64)
        self.lstm = nn.LSTM(64, 48, batch_first=True, bidirectional=True)

    def forward(self, words: Tensor) -> Tensor:
        x = self.embedding(words)  # (N, T, 64)
        lstm, _ = self.lstm(x)
        return lstm


class Compare(nn.Module):
    """Takes own (N, T, 96), other (N, T, 96).

    Returns (N, 192).
    """

    def __init__(self) -> None:
        super().__init__()
        self.dense = nn.Linear(384, 48)
        self.lstm = nn.LSTM(48, 48, batch_first=True, bidirectional=True)

    def forward(self, own: Tensor, other: Tensor) -> Tensor:
        align = F.scaled_dot_product_attention(own, other, other)  # (N, T, 96)
        subtract = own - align  # (N, T, 96)
        x = own * align  # (N, T, 96)
        x = torch.cat((own, align, subtract, x), dim=-1)  # (N, T, 384)
        x = self.dense(x)  # (N, T, 48)
        x = F.relu(x)  # (N, T, 48)
        lstm, _ = self.lstm(x)
        mean = lstm.mean(dim=1)  # (N, 96)
        x = lstm.amax(dim=1)  # (N, 96)
        join2 = torch.cat((mean, x), dim=-1)  # (N, 192)
        return join2


class SentenceInference(nn.Module):
    """Takes premise (N, T), hypothesis (N, T).

    Returns (N, 3).
    """

    def __init__(self) -> None:
        super().__init__()
        self.read_premise = Reader()
        self.compare_premise = Compare()
        self.dropout = nn.Dropout(0.5)
        self.dense = nn.Linear(384, 48)
        self.scores = nn.Linear(48, 3)

    def forward(self, premise: Tensor, hypothesis: Tensor) -> Tensor:
        read_premise = self.read_premise(premise)  # (N, T, 96)
        read_hypothesis = self.read_premise(hypothesis)  # (N, T, 96)
        compare_premise = self.compare_premise(read_premise, read_hypothesis)  # (N, 192)
        x = self.compare_premise(read_hypothesis, read_premise)  # (N, 192)
        x = torch.cat((compare_premise, x), dim=-1)  # (N, 384)
        x = self.dropout(x)  # (N, 384)
        x = self.dense(x)  # (N, 48)
        x = torch.tanh(x)  # (N, 48)
        scores = self.scores(x)  # (N, 3)
        return scores


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    time = 10 if time is None else time
    return torch.randint(0, 5000, (batch, time)), torch.randint(0, 5000, (batch, time))
