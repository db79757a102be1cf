"""Greedy decoding: a model that was taught by teacher forcing reads what it wrote itself."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from backend.data.transforms.texts import SPECIAL_TOKENS

PADDING, START, END = (SPECIAL_TOKENS.index(f"<{name}>") for name in ("padding", "start", "end"))

Scores = Callable[[Tensor], Tensor]
"""From the tokens so far, (batch, time), to the scores of what follows each of them, (batch, time, vocabulary)."""


def decode_greedily(
    scores: Scores, batch: int, longest: int, device: torch.device, padded: bool = False
) -> Tensor:
    """The most likely next token, again and again, until each row has ended or ``longest`` tokens are written.

    Returns (batch, time) without the start token, padded after the end. Where ``padded``, the model always gets
    ``longest`` tokens, as one with a fixed length needs.
    """
    tokens = torch.full((batch, longest + 1), PADDING, device=device)
    tokens[:, 0] = START
    ended = torch.zeros(batch, dtype=torch.bool, device=device)
    for step in range(longest):
        so_far = tokens[:, :longest] if padded else tokens[:, : step + 1]
        following = scores(so_far)[:, step].argmax(dim=-1).masked_fill(ended, PADDING)
        tokens[:, step + 1] = following
        ended |= following == END
        if ended.all():
            break
    return tokens[:, 1 : step + 2]
