"""How many tokens of a sequence are wrong."""

from __future__ import annotations

import torch
from torch import Tensor


def token_error_sums(
    scores: Tensor,
    target: Tensor,
    steps: Tensor | None = None,
    lengths: Tensor | None = None,
    blank: int | None = None,
) -> Tensor:
    """Edits from the best tokens to ``target`` (batch, tokens), and tokens of the target.

    With ``blank``, ``scores`` (batch, time, classes) are read as CTC has it: repeats count once,
    and blanks not. ``steps`` and ``lengths`` say how many of the scores and of the target are real.
    """
    edits = tokens = 0
    for index, best in enumerate(scores.argmax(dim=-1).tolist()):
        count = target.shape[1] if lengths is None else int(lengths[index])
        wanted = target[index, :count].tolist()
        if blank is None:
            found = best[:count]
        else:
            found = without_repeats(best if steps is None else best[: int(steps[index])], blank)
        edits += edit_distance(found, wanted)
        tokens += count
    return torch.tensor([edits, tokens], dtype=torch.double, device=scores.device)


def without_repeats(tokens: list[int], blank: int) -> list[int]:
    """A text as CTC spells it: a run of a token is one token, and the blank between is none."""
    before = [blank, *tokens]
    return [
        token for last, token in zip(before, tokens, strict=False) if token not in (last, blank)
    ]


def token_error_value(sums: Tensor) -> float:
    return (sums[0] / sums[1]).item()


def edit_distance(one: list[int], other: list[int]) -> int:
    """The fewest insertions, deletions and replacements between two lists (Levenshtein)."""
    row = list(range(len(other) + 1))
    for place, item in enumerate(one, 1):
        above, row[0] = row[0], place
        for column, wanted in enumerate(other, 1):
            cost = min(row[column] + 1, row[column - 1] + 1, above + (item != wanted))
            above, row[column] = row[column], cost
    return row[-1]
