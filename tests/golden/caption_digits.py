from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["CaptionDigits", "example_inputs"]


class CaptionDigits(nn.Module):
    """Takes picture (N, 1, 28, 28), sentence_so_far (N, T~).

    Returns (N, T~, 18).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel_size=3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(32)
        self.pool1 = nn.MaxPool2d(kernel_size=2)
        self.conv2 = nn.Conv2d(32, 64, kernel_size=3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(64)
        self.pool2 = nn.MaxPool2d(kernel_size=2)
        self.conv3 = nn.Conv2d(64, 64, kernel_size=3, padding=1, bias=False)
        self.norm3 = nn.BatchNorm2d(64)
        self.first_memory = nn.Linear(3136, 256)
        self.embedding = nn.Embedding(18, 32)
        self.lstm = nn.LSTM(32, 256, batch_first=True)
        self.word_scores = nn.Linear(256, 18)

    def forward(
        self,
        picture: Tensor,
        sentence_so_far: Tensor,
        sentence_so_far_lengths: Tensor | None = None,
    ) -> Tensor:
        if sentence_so_far_lengths is None:
            sentence_so_far_lengths = torch.full(
                (len(sentence_so_far),), sentence_so_far.shape[1], device=sentence_so_far.device
            )
        x = self.conv1(picture)  # (N, 32, 28, 28)
        x = self.norm1(x)  # (N, 32, 28, 28)
        x = F.relu(x)  # (N, 32, 28, 28)
        x = self.pool1(x)  # (N, 32, 14, 14)
        x = self.conv2(x)  # (N, 64, 14, 14)
        x = self.norm2(x)  # (N, 64, 14, 14)
        x = F.relu(x)  # (N, 64, 14, 14)
        x = self.pool2(x)  # (N, 64, 7, 7)
        x = self.conv3(x)  # (N, 64, 7, 7)
        x = self.norm3(x)  # (N, 64, 7, 7)
        x = F.relu(x)  # (N, 64, 7, 7)
        x = x.flatten(1)  # (N, 3136)
        first_memory = self.first_memory(x)  # (N, 256)
        tanh = torch.tanh(first_memory)  # (N, 256)
        x = self.embedding(sentence_so_far)  # (N, T~, 32)
        lstm, _ = self.lstm(x, (tanh.unsqueeze(0), first_memory.unsqueeze(0)))
        word_scores = self.word_scores(lstm)  # (N, T~, 18)
        return word_scores


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    time = 10 if time is None else time
    return torch.randn(batch, 1, 28, 28), torch.randint(0, 18, (batch, time))
