from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["Wavenet", "example_inputs"]


class Dilation1(nn.Module):
    """Takes entry (N, T, 32).

    Returns (N, T, 32), (N, T, 32).
    """

    def __init__(self) -> None:
        super().__init__()
        self.filter2 = nn.Conv1d(32, 32, kernel_size=2)
        self.gate = nn.Conv1d(32, 32, kernel_size=2)
        self.onward = nn.Linear(32, 32)
        self.aside = nn.Linear(32, 32)

    def forward(self, entry: Tensor) -> tuple[Tensor, Tensor]:
        x = self.filter2(F.pad(entry.transpose(1, 2), (1, 0)))  # (N, 32, T)
        tanh = torch.tanh(x)  # (N, 32, T)
        x = self.gate(F.pad(entry.transpose(1, 2), (1, 0)))  # (N, 32, T)
        x = torch.sigmoid(x)  # (N, 32, T)
        let_through = tanh * x  # (N, 32, T)
        x = self.onward(let_through.transpose(1, 2))  # (N, T, 32)
        add = entry + x  # (N, T, 32)
        aside = self.aside(let_through.transpose(1, 2))  # (N, T, 32)
        return add, aside


class Dilation2(nn.Module):
    """Takes entry (N, T, 32).

    Returns (N, T, 32), (N, T, 32).
    """

    def __init__(self) -> None:
        super().__init__()
        self.filter2 = nn.Conv1d(32, 32, kernel_size=2, dilation=2)
        self.gate = nn.Conv1d(32, 32, kernel_size=2, dilation=2)
        self.onward = nn.Linear(32, 32)
        self.aside = nn.Linear(32, 32)

    def forward(self, entry: Tensor) -> tuple[Tensor, Tensor]:
        x = self.filter2(F.pad(entry.transpose(1, 2), (2, 0)))  # (N, 32, T)
        tanh = torch.tanh(x)  # (N, 32, T)
        x = self.gate(F.pad(entry.transpose(1, 2), (2, 0)))  # (N, 32, T)
        x = torch.sigmoid(x)  # (N, 32, T)
        let_through = tanh * x  # (N, 32, T)
        x = self.onward(let_through.transpose(1, 2))  # (N, T, 32)
        add = entry + x  # (N, T, 32)
        aside = self.aside(let_through.transpose(1, 2))  # (N, T, 32)
        return add, aside


class Dilation4(nn.Module):
    """Takes entry (N, T, 32).

    Returns (N, T, 32), (N, T, 32).
    """

    def __init__(self) -> None:
        super().__init__()
        self.filter2 = nn.Conv1d(32, 32, kernel_size=2, dilation=4)
        self.gate = nn.Conv1d(32, 32, kernel_size=2, dilation=4)
        self.onward = nn.Linear(32, 32)
        self.aside = nn.Linear(32, 32)

    def forward(self, entry: Tensor) -> tuple[Tensor, Tensor]:
        x = self.filter2(F.pad(entry.transpose(1, 2), (4, 0)))  # (N, 32, T)
        tanh = torch.tanh(x)  # (N, 32, T)
        x = self.gate(F.pad(entry.transpose(1, 2), (4, 0)))  # (N, 32, T)
        x = torch.sigmoid(x)  # (N, 32, T)
        let_through = tanh * x  # (N, 32, T)
        x = self.onward(let_through.transpose(1, 2))  # (N, T, 32)
        add = entry + x  # (N, T, 32)
        aside = self.aside(let_through.transpose(1, 2))  # (N, T, 32)
        return add, aside


class Dilation8(nn.Module):
    """Takes entry (N, T, 32).

    Returns (N, T, 32), (N, T, 32).
    """

    def __init__(self) -> None:
        super().__init__()
        self.filter2 = nn.Conv1d(32, 32, kernel_size=2, dilation=8)
        self.gate = nn.Conv1d(32, 32, kernel_size=2, dilation=8)
        self.onward = nn.Linear(32, 32)
        self.aside = nn.Linear(32, 32)

    def forward(self, entry: Tensor) -> tuple[Tensor, Tensor]:
        x = self.filter2(F.pad(entry.transpose(1, 2), (8, 0)))  # (N, 32, T)
        tanh = torch.tanh(x)  # (N, 32, T)
        x = self.gate(F.pad(entry.transpose(1, 2), (8, 0)))  # (N, 32, T)
        x = torch.sigmoid(x)  # (N, 32, T)
        let_through = tanh * x  # (N, 32, T)
        x = self.onward(let_through.transpose(1, 2))  # (N, T, 32)
        add = entry + x  # (N, T, 32)
        aside = self.aside(let_through.transpose(1, 2))  # (N, T, 32)
        return add, aside


class Dilation16(nn.Module):
    """Takes entry (N, T, 32).

    Returns (N, T, 32), (N, T, 32).
    """

    def __init__(self) -> None:
        super().__init__()
        self.filter2 = nn.Conv1d(32, 32, kernel_size=2, dilation=16)
        self.gate = nn.Conv1d(32, 32, kernel_size=2, dilation=16)
        self.onward = nn.Linear(32, 32)
        self.aside = nn.Linear(32, 32)

    def forward(self, entry: Tensor) -> tuple[Tensor, Tensor]:
        x = self.filter2(F.pad(entry.transpose(1, 2), (16, 0)))  # (N, 32, T)
        tanh = torch.tanh(x)  # (N, 32, T)
        x = self.gate(F.pad(entry.transpose(1, 2), (16, 0)))  # (N, 32, T)
        x = torch.sigmoid(x)  # (N, 32, T)
        let_through = tanh * x  # (N, 32, T)
        x = self.onward(let_through.transpose(1, 2))  # (N, T, 32)
        add = entry + x  # (N, T, 32)
        aside = self.aside(let_through.transpose(1, 2))  # (N, T, 32)
        return add, aside


class Dilation32(nn.Module):
    """Takes entry (N, T, 32).

    Returns (N, T, 32), (N, T, 32).
    """

    def __init__(self) -> None:
        super().__init__()
        self.filter2 = nn.Conv1d(32, 32, kernel_size=2, dilation=32)
        self.gate = nn.Conv1d(32, 32, kernel_size=2, dilation=32)
        self.onward = nn.Linear(32, 32)
        self.aside = nn.Linear(32, 32)

    def forward(self, entry: Tensor) -> tuple[Tensor, Tensor]:
        x = self.filter2(F.pad(entry.transpose(1, 2), (32, 0)))  # (N, 32, T)
        tanh = torch.tanh(x)  # (N, 32, T)
        x = self.gate(F.pad(entry.transpose(1, 2), (32, 0)))  # (N, 32, T)
        x = torch.sigmoid(x)  # (N, 32, T)
        let_through = tanh * x  # (N, 32, T)
        x = self.onward(let_through.transpose(1, 2))  # (N, T, 32)
        add = entry + x  # (N, T, 32)
        aside = self.aside(let_through.transpose(1, 2))  # (N, T, 32)
        return add, aside


class Dilation64(nn.Module):
    """Takes entry (N, T, 32).

    Returns (N, T, 32), (N, T, 32).
    """

    def __init__(self) -> None:
        super().__init__()
        self.filter2 = nn.Conv1d(32, 32, kernel_size=2, dilation=64)
        self.gate = nn.Conv1d(32, 32, kernel_size=2, dilation=64)
        self.onward = nn.Linear(32, 32)
        self.aside = nn.Linear(32, 32)

    def forward(self, entry: Tensor) -> tuple[Tensor, Tensor]:
        x = self.filter2(F.pad(entry.transpose(1, 2), (64, 0)))  # (N, 32, T)
        tanh = torch.tanh(x)  # (N, 32, T)
        x = self.gate(F.pad(entry.transpose(1, 2), (64, 0)))  # (N, 32, T)
        x = torch.sigmoid(x)  # (N, 32, T)
        let_through = tanh * x  # (N, 32, T)
        x = self.onward(let_through.transpose(1, 2))  # (N, T, 32)
        add = entry + x  # (N, T, 32)
        aside = self.aside(let_through.transpose(1, 2))  # (N, T, 32)
        return add, aside


class Dilation128(nn.Module):
    """Takes entry (N, T, 32).

    Returns (N, T, 32), (N, T, 32).
    """

    def __init__(self) -> None:
        super().__init__()
        self.filter2 = nn.Conv1d(32, 32, kernel_size=2, dilation=128)
        self.gate = nn.Conv1d(32, 32, kernel_size=2, dilation=128)
        self.onward = nn.Linear(32, 32)
        self.aside = nn.Linear(32, 32)

    def forward(self, entry: Tensor) -> tuple[Tensor, Tensor]:
        x = self.filter2(F.pad(entry.transpose(1, 2), (128, 0)))  # (N, 32, T)
        tanh = torch.tanh(x)  # (N, 32, T)
        x = self.gate(F.pad(entry.transpose(1, 2), (128, 0)))  # (N, 32, T)
        x = torch.sigmoid(x)  # (N, 32, T)
        let_through = tanh * x  # (N, 32, T)
        x = self.onward(let_through.transpose(1, 2))  # (N, T, 32)
        add = entry + x  # (N, T, 32)
        aside = self.aside(let_through.transpose(1, 2))  # (N, T, 32)
        return add, aside


class Wavenet(nn.Module):
    """Takes wave_in_256_steps (N, T).

    Returns (N, T, 256).
    """

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(256, 32)
        self.causal_conv1d = nn.Conv1d(32, 32, kernel_size=2)
        self.dilation1 = Dilation1()
        self.dilation2 = Dilation2()
        self.dilation4 = Dilation4()
        self.dilation8 = Dilation8()
        self.dilation16 = Dilation16()
        self.dilation32 = Dilation32()
        self.dilation64 = Dilation64()
        self.dilation128 = Dilation128()
        self.dense = nn.Linear(32, 64)
        self.next_sample = nn.Linear(64, 256)

    def forward(self, wave_in_256_steps: Tensor) -> Tensor:
        x = self.embedding(wave_in_256_steps)  # (N, T, 32)
        x = self.causal_conv1d(F.pad(x.transpose(1, 2), (1, 0)))  # (N, 32, T)
        dilation1_next, dilation1_skip = self.dilation1(x.transpose(1, 2))
        dilation2_next, dilation2_skip = self.dilation2(dilation1_next)
        dilation4_next, dilation4_skip = self.dilation4(dilation2_next)
        dilation8_next, dilation8_skip = self.dilation8(dilation4_next)
        dilation16_next, dilation16_skip = self.dilation16(dilation8_next)
        dilation32_next, dilation32_skip = self.dilation32(dilation16_next)
        dilation64_next, dilation64_skip = self.dilation64(dilation32_next)
        _, dilation128_skip = self.dilation128(dilation64_next)
        x = (
            dilation1_skip
            + dilation2_skip
            + dilation4_skip
            + dilation8_skip
            + dilation16_skip
            + dilation32_skip
            + dilation64_skip
            + dilation128_skip
        )  # (N, T, 32)
        x = F.relu(x)  # (N, T, 32)
        x = self.dense(x)  # (N, T, 64)
        x = F.relu(x)  # (N, T, 64)
        next_sample = self.next_sample(x)  # (N, T, 256)
        return next_sample


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    time = 10 if time is None else time
    return (torch.randint(0, 256, (batch, time)),)
