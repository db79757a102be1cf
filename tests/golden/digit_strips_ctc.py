from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["DigitStripsCtc", "example_inputs"]


def zero_padding(x: Tensor, lengths: Tensor) -> Tensor:
    """``x`` (batch, features, time) with zeros after each sample's length."""
    real = torch.arange(x.shape[2], device=x.device) < lengths.unsqueeze(1)
    return x.masked_fill(~real.unsqueeze(1), 0.0)


class DigitStripsCtc(nn.Module):
    """Takes strip (N, T~, 8).

    Returns (N, (T + 1)//2~, 14).
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(8, 64, kernel_size=5, padding=2)
        self.drop1 = nn.Dropout(0.2)
        self.conv2 = nn.Conv1d(64, 96, kernel_size=5, stride=2, padding=2)
        self.memory = nn.LSTM(96, 64, batch_first=True, bidirectional=True)
        self.drop2 = nn.Dropout(0.3)
        self.scores = nn.Linear(128, 14)

    def forward(self, strip: Tensor, strip_lengths: Tensor | None = None) -> Tensor:
        if strip_lengths is None:
            strip_lengths = torch.full((len(strip),), strip.shape[1], device=strip.device)
        x = self.conv1(zero_padding(strip.transpose(1, 2), strip_lengths))  # (N, 64, T~)
        x = F.relu(x)  # (N, 64, T~)
        x = self.drop1(x)  # (N, 64, T~)
        x = self.conv2(zero_padding(x, strip_lengths))  # (N, 96, (T + 1)//2~)
        x = F.relu(x)  # (N, 96, (T + 1)//2~)
        memory_packed = nn.utils.rnn.pack_padded_sequence(
            x.transpose(1, 2),
            ((strip_lengths + 1) // 2).cpu(),
            batch_first=True,
            enforce_sorted=False,
        )
        memory, _ = self.memory(memory_packed)
        memory, _ = nn.utils.rnn.pad_packed_sequence(
            memory, batch_first=True, total_length=x.transpose(1, 2).shape[1]
        )
        x = self.drop2(memory)  # (N, (T + 1)//2~, 128)
        scores = self.scores(x)  # (N, (T + 1)//2~, 14)
        return scores


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    time = 10 if time is None else time
    return (torch.randn(batch, time, 8),)
