"""What hears of the library: palette, canvas and notices."""

from __future__ import annotations

from nodeeditor.widgets import Status
from nodeeditor.window.library import Library
from nodeeditor.window.notices import Notices
from nodeeditor.window.parts import Parts
from nodeeditor.window.program import Program


def wire_library(library: Library, program: Program, parts: Parts, notices: Notices) -> None:
    """Blocks go from documents to the library, and from the palette to the canvas."""

    def offer() -> None:
        parts.palette.set_library(library.blocks())

    parts.deck.library_wanted.connect(library.keep)
    parts.palette.file_chosen.connect(lambda file: library.place(file, program.canvas))
    parts.palette.rename_wanted.connect(lambda file: library.ask_rename(file, program.canvas))
    parts.palette.removal_wanted.connect(library.remove)
    library.overwritten.connect(lambda words, back: notices.offer(words, Status.INFO, "Undo", back))
    library.changed.connect(offer)
    library.failed.connect(notices.warn)
    library.done.connect(notices.say)
    offer()
