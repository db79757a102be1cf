from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

__all__ = ["BertBase", "example_inputs"]


class Layer(nn.Module):
    """Takes entry (N, T, 768).

    Returns (N, T, 768).
    """

    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(768, 12, batch_first=True)
        self.dropout1 = nn.Dropout(0.1)
        self.norm1 = nn.LayerNorm(768, eps=1e-12)
        self.dense1 = nn.Linear(768, 3072)
        self.dense2 = nn.Linear(3072, 768)
        self.dropout2 = nn.Dropout(0.1)
        self.norm2 = nn.LayerNorm(768, eps=1e-12)
        for weight in (
            self.attention.in_proj_weight,
            self.attention.out_proj.weight,
            self.dense1.weight,
            self.dense2.weight,
        ):
            nn.init.trunc_normal_(weight, std=0.02, a=-0.04, b=0.04)
        for bias in (
            self.attention.in_proj_bias,
            self.attention.out_proj.bias,
            self.dense1.bias,
            self.dense2.bias,
        ):
            nn.init.zeros_(bias)

    def forward(self, entry: Tensor) -> Tensor:
        attention, _ = self.attention(entry, entry, entry, need_weights=False)
        x = self.dropout1(attention)  # (N, T, 768)
        x = entry + x  # (N, T, 768)
        norm1 = self.norm1(x)  # (N, T, 768)
        x = self.dense1(norm1)  # (N, T, 3072)
        x = F.gelu(x)  # (N, T, 3072)
        x = self.dense2(x)  # (N, T, 768)
        x = self.dropout2(x)  # (N, T, 768)
        x = norm1 + x  # (N, T, 768)
        norm2 = self.norm2(x)  # (N, T, 768)
        return norm2


class BertBase(nn.Module):
    """Takes words (N, T), which_sentence (N, T).

    Returns (N, T, 768), (N, 768).
    """

    def __init__(self) -> None:
        super().__init__()
        self.word_vectors = nn.Embedding(30522, 768)
        self.segment_vectors = nn.Embedding(2, 768)
        self.learned_positions = nn.Parameter(0.02 * torch.randn(512, 768))
        self.norm = nn.LayerNorm(768, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.Sequential(*(Layer() for _ in range(12)))
        self.pooler = nn.Linear(768, 768)
        for weight in (self.word_vectors.weight, self.segment_vectors.weight, self.pooler.weight):
            nn.init.trunc_normal_(weight, std=0.02, a=-0.04, b=0.04)
        nn.init.zeros_(self.pooler.bias)

    def forward(self, words: Tensor, which_sentence: Tensor) -> tuple[Tensor, Tensor]:
        word_vectors = self.word_vectors(words)  # (N, T, 768)
        x = self.segment_vectors(which_sentence)  # (N, T, 768)
        x = word_vectors + x  # (N, T, 768)
        x = x + self.learned_positions[: x.shape[1]]  # (N, T, 768)
        x = self.norm(x)  # (N, T, 768)
        x = self.dropout(x)  # (N, T, 768)
        layers = self.layers(x)  # (N, T, 768)
        x = layers[:, 0]  # (N, 768)
        x = self.pooler(x)  # (N, 768)
        tanh = torch.tanh(x)  # (N, 768)
        return layers, tanh


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    time = 10 if time is None else time
    return torch.randint(0, 30522, (batch, time)), torch.randint(0, 2, (batch, time))
