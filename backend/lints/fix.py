"""A fix: the words of a button, and the edits that it makes as one step."""

from __future__ import annotations

from dataclasses import dataclass

from backend.document.edits import Edit


@dataclass(frozen=True)
class Fix:
    """``label`` is an order: "Remove the Softmax". The edits are meant to be applied together."""

    label: str
    edits: tuple[Edit, ...]
