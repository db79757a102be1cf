"""Export of the canvas as a picture, and documents that come in one."""

from __future__ import annotations

from pathlib import Path

from backend.document.png import carries_document
from backend.errors import LoomError
from nodeeditor.canvas.painting.export import FILTERS, PictureKind
from nodeeditor.window.program import Program


def export_picture(program: Program) -> None:
    """Asks where to, and writes the selection, or everything where nothing is chosen."""
    opened = program.session.current
    path = program.files.dialogs.picture_file(opened.folder / f"{opened.title}{PictureKind.PNG.suffix}", FILTERS)
    if path is None:
        return
    path = path if path.suffix else path.with_suffix(PictureKind.PNG.suffix)
    try:
        program.canvas.reading.save_picture(path, opened.document)
    except LoomError as error:
        program.files.failed.emit(f"Export picture: {error}")
    else:
        program.files.done.emit(f"Exported to {path}")


def is_document(path: Path) -> bool:
    """Whether a dropped file is to be opened as a document: its own kind of file, or a picture with one in it."""
    return path.suffix == ".json" or (path.suffix.lower() == PictureKind.PNG.suffix and carries_document(path))
