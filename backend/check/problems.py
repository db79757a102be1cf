"""What the check finds wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.declare.layer import ShapeError
from backend.declare.parameters import Json


class Severity(StrEnum):
    """``MISSING`` is what an unfinished drawing naturally lacks; it too keeps the model from running."""

    ERROR = "error"
    MISSING = "missing"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One sentence about one place. ``node`` is empty where a section of the document is meant.

    ``within`` are the blocks that lead to the node, each placed in the one before; empty for the network itself.
    ``cause`` is the problem inside that makes a placed block faulty, its path beginning with that block.

    ``fixes`` is advice in words; edits that end the problem are found by `backend.lints.fixer`.
    """

    node: str
    port: str
    rule: str
    message: str
    fixes: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR
    within: tuple[str, ...] = ()
    cause: Problem | None = None

    @property
    def blocks(self) -> bool:
        """Whether the model can't be built before this is fixed."""
        return self.severity is not Severity.WARNING

    @property
    def block(self) -> str:
        """The block that the node stands in; empty for the network itself."""
        return self.within[-1] if self.within else ""

    @property
    def sentence(self) -> str:
        """The message, with the path of the block that it concerns."""
        return f"in block {path_words(self.within)}: {self.message}" if self.within else self.message

    def as_json(self, found: Sequence[str] = ()) -> dict[str, Json]:
        """``found`` has the labels of the fixes that were found; without any, the advice takes their place."""
        return {
            **({"block": self.block, "path": list(self.within)} if self.within else {}),
            "node": self.node,
            "port": self.port,
            "rule": self.rule,
            "severity": str(self.severity),
            "message": self.message,
            "fixes": list(found or self.fixes),
        }


def path_words(within: Sequence[str]) -> str:
    """``encoder › cell``: blocks from the outer to the inner."""
    return " › ".join(within)


class InsideError(ShapeError):
    """A placed block has a problem inside; the path of the cause begins with that block."""

    def __init__(self, cause: Problem) -> None:
        where = f", in block {path_words(cause.within)}" if len(cause.within) > 1 else ""
        super().__init__(
            "block", f"has a problem inside{where}: {cause.message.rstrip('.')}", "open the block", port=""
        )
        self.cause = cause
