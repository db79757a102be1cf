"""What the check finds wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.declare.parameters import Json


class Severity(StrEnum):
    """``MISSING`` is what a drawing in progress naturally lacks; it too keeps the model from running."""

    ERROR = "error"
    MISSING = "missing"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One sentence about one place. ``node`` is empty where a section of the document is meant.

    ``block`` is the block that the node stands in; empty for the network itself.

    ``fixes`` is advice in words; edits that end the problem are looked for by `backend.lints.fixing`.
    """

    node: str
    port: str
    rule: str
    message: str
    fixes: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR
    block: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the model can't be built before this is mended."""
        return self.severity is not Severity.WARNING

    def as_json(self, found: Sequence[str] = ()) -> dict[str, Json]:
        """``found`` are the words of the fixes that were found; without any, the advice stands for them."""
        return {
            **({"block": self.block} if self.block else {}),
            "node": self.node,
            "port": self.port,
            "rule": self.rule,
            "severity": str(self.severity),
            "message": self.message,
            "fixes": list(found or self.fixes),
        }
