from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["DigitsCnn", "example_inputs"]


class DigitsCnn(nn.Module):
    """Takes image (N, 1, 8, 8).

    Returns (N, 10).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, kernel_size=3, padding=1)
        self.pool = nn.MaxPool2d(kernel_size=2)
        self.dropout1 = nn.Dropout2d(0.1)
        self.conv3 = nn.Conv2d(64, 128, kernel_size=3, padding=1)
        self.dense = nn.Linear(2048, 128)
        self.dropout2 = nn.Dropout(0.3)
        self.scores = nn.Linear(128, 10)

    def forward(self, image: Tensor) -> Tensor:
        x = self.conv1(image)  # (N, 32, 8, 8)
        x = F.relu(x)  # (N, 32, 8, 8)
        x = self.conv2(x)  # (N, 64, 8, 8)
        x = F.relu(x)  # (N, 64, 8, 8)
        x = self.pool(x)  # (N, 64, 4, 4)
        x = self.dropout1(x)  # (N, 64, 4, 4)
        x = self.conv3(x)  # (N, 128, 4, 4)
        x = F.relu(x)  # (N, 128, 4, 4)
        x = x.flatten(1)  # (N, 2048)
        x = self.dense(x)  # (N, 128)
        x = F.relu(x)  # (N, 128)
        x = self.dropout2(x)  # (N, 128)
        scores = self.scores(x)  # (N, 10)
        return scores


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    return (torch.randn(batch, 1, 8, 8),)
