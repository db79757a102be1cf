from __future__ import annotations

import torch
from torch import Tensor, nn

__all__ = ["Seq2seqAttention", "example_inputs"]


class AdditiveAttention(nn.Module):
    """Scores each key with a small network of query and key (Bahdanau et al., 2015)."""

    def __init__(self, query_features: int, key_features: int, units: int) -> None:
        super().__init__()
        self.query = nn.Linear(query_features, units, bias=False)
        self.key = nn.Linear(key_features, units)
        self.score = nn.Linear(units, 1, bias=False)

    def forward(
        self, query: Tensor, keys: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """What each query (batch, [steps,] features) gathers of the keys, and their weights."""
        asked = self.query(query).unsqueeze(-2)
        seen = self.key(keys) if query.dim() == 2 else self.key(keys).unsqueeze(1)
        scores = self.score(torch.tanh(asked + seen)).squeeze(-1)
        if mask is not None:
            scores = scores.masked_fill(
                ~(mask if query.dim() == 2 else mask.unsqueeze(1)), float("-inf")
            )
        weights = scores.softmax(dim=-1)
        context = weights.unsqueeze(-2) @ (keys if query.dim() == 2 else keys.unsqueeze(1))
        return context.squeeze(-2), weights


class Seq2seqAttention(nn.Module):
    """Takes source_sentence (N, S), text_so_far (N, T).

    Returns (N, T, 2000).
    """

    def __init__(self) -> None:
        super().__init__()
        self.source_vectors = nn.Embedding(2000, 64)
        self.encoder = nn.GRU(64, 48, batch_first=True, bidirectional=True)
        self.bridge = nn.Linear(96, 96)
        self.so_far_vectors = nn.Embedding(2000, 64)
        self.decoder = nn.GRU(64, 96, batch_first=True)
        self.attention = AdditiveAttention(96, 96, 64)
        self.dense = nn.Linear(192, 96)
        self.dropout = nn.Dropout(0.2)
        self.next_word = nn.Linear(96, 2000)
        for weight in (
            self.source_vectors.weight,
            self.encoder.weight_ih_l0,
            self.encoder.weight_ih_l0_reverse,
            self.bridge.weight,
            self.so_far_vectors.weight,
            self.decoder.weight_ih_l0,
            self.attention.query.weight,
            self.attention.key.weight,
            self.attention.score.weight,
            self.dense.weight,
            self.next_word.weight,
        ):
            nn.init.normal_(weight, std=0.01)
        for weight in (
            self.encoder.weight_hh_l0,
            self.encoder.weight_hh_l0_reverse,
            self.decoder.weight_hh_l0,
        ):
            for part in weight.chunk(3):
                nn.init.orthogonal_(part)
        for bias in (
            self.encoder.bias_ih_l0,
            self.encoder.bias_hh_l0,
            self.encoder.bias_ih_l0_reverse,
            self.encoder.bias_hh_l0_reverse,
            self.bridge.bias,
            self.decoder.bias_ih_l0,
            self.decoder.bias_hh_l0,
            self.attention.key.bias,
            self.dense.bias,
            self.next_word.bias,
        ):
            nn.init.zeros_(bias)

    def forward(self, source_sentence: Tensor, text_so_far: Tensor) -> Tensor:
        x = self.source_vectors(source_sentence)  # (N, S, 64)
        encoder_sequence, encoder_hidden = self.encoder(x)
        encoder_last = torch.cat((encoder_hidden[-2], encoder_hidden[-1]), dim=-1)  # (N, 96)
        x = self.bridge(encoder_last)  # (N, 96)
        tanh1 = torch.tanh(x)  # (N, 96)
        x = self.so_far_vectors(text_so_far)  # (N, T, 64)
        decoder, _ = self.decoder(x, tanh1.unsqueeze(0))
        attention_context, _ = self.attention(decoder, encoder_sequence)
        x = torch.cat((decoder, attention_context), dim=-1)  # (N, T, 192)
        x = self.dense(x)  # (N, T, 96)
        x = torch.tanh(x)  # (N, T, 96)
        x = self.dropout(x)  # (N, T, 96)
        next_word = self.next_word(x)  # (N, T, 2000)
        return next_word


def example_inputs(batch: int = 2, time: int | None = None) -> tuple[Tensor, ...]:
    """One random tensor for each input; ``time`` is the length wherever it may vary."""
    time = 10 if time is None else time
    return torch.randint(0, 2000, (batch, time)), torch.randint(0, 2000, (batch, time))
