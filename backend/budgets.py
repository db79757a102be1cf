"""Every limit on what others may make LayerLoom do, in one place, each asked before the work.

A file of somebody else can be small and still ask for hours or for all memory: blocks within blocks, compressed
archives, pictures. Each `Budget` says what it limits, how much of it is allowed and why. Those on data can be
raised by an environment variable, because only the person knows how large their machine is. Loaders that ask a
budget are pasted into exported scripts together with it, so that a script refuses what the program refuses.
"""

from __future__ import annotations

import os
from typing import NamedTuple


class BudgetError(ValueError):
    """More is asked for than a budget allows."""


class Budget(NamedTuple):
    """``what`` completes "1,234 …": what is counted. ``advice`` says what to do about too many.

    The class is pasted into exported scripts, whose lines end at 100 characters.
    """

    what: str
    limit: int
    why: str
    advice: str
    variable: str = ""

    @property
    def most(self) -> int:
        """The limit that holds: as declared, or as its environment variable raises it."""
        raised = os.environ.get(self.variable, "") if self.variable else ""
        return max(self.limit, int(raised)) if raised.isdecimal() else self.limit

    def excess(self, received: int) -> str:
        """Why so many are refused; empty where they are within the limit."""
        if received <= self.most:
            return ""
        limit = f"the limit of {self.most:,} ({self.why})"
        return f"{received:,} {self.what} are more than {limit}"

    def refusal(self, received: int) -> str:
        """Why so many are refused and what to do; empty where they are within the limit."""
        raised = f", or set {self.variable} to a larger number" if self.variable else ""
        return f"{excess}: {self.advice}{raised}" if (excess := self.excess(received)) else ""

    def require(self, received: int, where: str) -> None:
        """Raises `BudgetError`, which names where, for more than the limit."""
        if refusal := self.refusal(received):
            raise BudgetError(f"{where}: {refusal}")


DOCUMENT_BYTES = Budget("bytes in a document", 64 * 2**20, "it is read whole", "split the document")
JSON_DEPTH = Budget(
    "levels of lists and objects",
    64,
    "no document needs more",
    "write its values less deeply nested",
)
NODES = Budget("nodes in one graph", 250_000, "each is checked and drawn", "put repeated parts into a block")
WIRES = Budget("wires in one graph", 500_000, "each is checked and drawn", "put repeated parts into a block")
BLOCK_DEPTH = Budget(
    "levels of blocks within blocks",
    32,
    "each level is worked out inside the one above",
    "expand the inner blocks",
)
EXPANDED_LAYERS = Budget(
    "layers with all blocks expanded",
    100_000,
    "each becomes a module",
    "repeat or nest the block less often",
)
PASTED_CHARACTERS = Budget("characters to paste", 16 * 2**20, "they are read at once", "open it as a file")

PICTURE_PIXELS = Budget(
    "pixels in one picture",
    100_000_000,
    "all of them are decoded to memory",
    "make the picture smaller",
    "MAX_PICTURE_PIXELS",
)
DATA_BYTES = Budget(
    "bytes of decoded data",
    16 * 2**30,
    "they are kept at once",
    "use fewer rows or smaller pictures",
    "MAX_DATA_BYTES",
)
ARCHIVE_BYTES = Budget(
    "bytes of unpacked arrays",
    2 * 2**30,
    "a small archive can claim any size",
    "split the archive",
    "MAX_ARCHIVE_BYTES",
)
ARCHIVE_MEMBERS = Budget(
    "arrays in one archive",
    1000,
    "each is a column",
    "keep only the arrays that are needed",
)
TABLE_BYTES = Budget(
    "bytes in one table of text",
    2 * 2**30,
    "it is read whole",
    "use fewer rows, or save numbers as .npz",
    "MAX_TABLE_BYTES",
)
TABLE_COLUMNS = Budget(
    "columns in one table",
    100_000,
    "each is a column of the data",
    "save wide numbers as one array in .npz",
    "MAX_COLUMNS",
)
VALUE_CHARACTERS = Budget(
    "characters in one value of a table",
    16 * 2**20,
    "a quote sign that is never closed takes in the rest of the file",
    "look for such a sign",
    "MAX_VALUE_CHARACTERS",
)
ONE_HOT_NUMBERS = Budget(
    "numbers of one-hot vectors",
    500_000_000,
    "each row has one for every class",
    "use Classes and an Embedding",
    "MAX_ONE_HOT_NUMBERS",
)
PREVIEW_SECONDS = Budget(
    "seconds for a preview",
    60,
    "it is only a look",
    "train without a look, or use fewer rows",
    "MAX_PREVIEW_SECONDS",
)
PLUGIN_SECONDS = Budget(
    "seconds to import a plug-in",
    20,
    "every start waits for it",
    "update it or remove it",
)

BUDGETS = tuple(value for value in tuple(globals().values()) if isinstance(value, Budget))
