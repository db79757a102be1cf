"""What the palette offers, row by row: headings, layers, and blocks of the document and of the library."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt

from backend.declare.layer import BLOCK_PREFIX, LAYERS, Category, Layer, Shaped
from backend.document.library import LibraryBlock
from nodeeditor.search import found_layers
from nodeeditor.theme.scaling import scaled

LAYER_ROW = 25
HEADING_ROW = 30
LAYER_ROLE = Qt.ItemDataRole.UserRole
FILE_ROLE = Qt.ItemDataRole.UserRole + 1
VARIANTS_ROLE = Qt.ItemDataRole.UserRole + 2
LIBRARY = "Library"
FAVOURITES = "Favourites"
RECENT = "Recent"

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class PaletteRow:
    """A heading or, where there is a layer, something to add; ``file`` where it comes from the library.

    ``variants`` are layers that differ in the number of their axes; ``layer`` is the one that is chosen.
    """

    text: str
    layer: Layer | None = None
    file: Path | None = None
    variants: tuple[Layer, ...] = ()

    def with_variant(self, layer: Layer) -> PaletteRow:
        return replace(self, layer=layer)

    @property
    def tip(self) -> str:
        """The summary below the full name, for which the row may be too narrow."""
        if self.layer is None:
            return ""
        where = "A block of your library. " if self.file is not None else ""
        origin = f"<br><i>Plug-in {escape(self.layer.plugin)}</i>" if self.layer.plugin else ""
        name = self.layer.name if self.variants else self.text
        return f"<p><b>{escape(name)}</b><br>{where}{escape(self.layer.summary)}{origin}</p>"


@dataclass(frozen=True)
class PaletteItem:
    """What can be added where a person is: layers and blocks of the document, and blocks of the library.

    ``favourites`` and ``recent`` are types of layers, which stand first.
    """

    layers: tuple[Layer, ...] = tuple(LAYERS)
    library: tuple[LibraryBlock, ...] = ()
    favourites: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()


class PaletteModel(QAbstractListModel):
    """The rows that match the search; without one, all layers under the headings of their categories."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offer = PaletteItem()
        self._query = ""
        self._rows = matching_rows("", self._offer)

    def search(self, query: str) -> None:
        self._query = query.strip()
        self._refill()

    def show_offer(self, offer: PaletteItem) -> None:
        if offer != self._offer:
            self._offer = offer
            self._refill()

    def _refill(self) -> None:
        self.beginResetModel()
        self._rows = matching_rows(self._query, self._offer)
        self.endResetModel()

    def choose_variant(self, row: int, layer: Layer) -> None:
        """The row stands for another of its variants from now on."""
        self._rows[row] = self._rows[row].with_variant(layer)
        self.dataChanged.emit(self.index(row), self.index(row))

    def step_variant(self, row: int, step: int) -> bool:
        """To the variant before or after; whether the row has any."""
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        if found is None or found.layer is None or not found.variants:
            return False
        place = found.variants.index(found.layer) + step
        self.choose_variant(row, found.variants[min(max(place, 0), len(found.variants) - 1)])
        return True

    def first_layer(self) -> QModelIndex:
        for number, row in enumerate(self._rows):
            if row.layer is not None:
                return self.index(number)
        return QModelIndex()

    def next_layer(self, row: int, steps: int) -> QModelIndex:
        """The nearest layer some rows further, skipping headings; the first one if there is none."""
        while 0 <= row + steps < len(self._rows):
            row += steps
            if self._rows[row].layer is not None:
                return self.index(row)
        return self.first_layer() if row < 0 else self.index(row)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == LAYER_ROLE:
            return row.layer
        if role == VARIANTS_ROLE:
            return row.variants
        if role == FILE_ROLE:
            return row.file
        if role == Qt.ItemDataRole.ToolTipRole and row.layer is not None:
            return row.tip
        if role == Qt.ItemDataRole.AccessibleTextRole and row.layer is not None:
            return f"{row.layer.name}: {row.layer.summary}"
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(100, scaled(LAYER_ROW if row.layer else HEADING_ROW))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].layer is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled


def matching_rows(query: str, offer: PaletteItem) -> list[PaletteRow]:
    """The matches, best first; without a query all rows under headings, the person's blocks before the layers."""
    own = [PaletteRow(layer.name, layer) for layer in offer.layers]
    kept = [PaletteRow(block.title, _library_layer(block, bool(query)), block.path) for block in offer.library]
    if query:
        return found_layers(query, [*own, *kept], _layer_of)
    rows: list[PaletteRow] = []
    by_type = {row.layer.type: row for row in own if row.layer is not None}
    for heading, types in ((FAVOURITES, offer.favourites), (RECENT, offer.recent)):
        found = [by_type[name] for name in types if name in by_type]
        rows += [PaletteRow(heading), *found] if found else []
    for category in (Category.BLOCK, *(other for other in Category if other is not Category.BLOCK)):
        found = [row for row in own if row.layer is not None and row.layer.category is category]
        rows += [PaletteRow(category.value), *folded(found)] if found else []
    return [*rows, *([PaletteRow(LIBRARY), *kept] if kept else [])]


AXES = re.compile(r"^(?P<before>.+?) ?(?P<axes>[1-3]-D)(?P<after>.*)$")
USUAL_AXES = "2-D"


def folded(rows: Sequence[PaletteRow]) -> list[PaletteRow]:
    """Rows of layers that differ only in the number of axes as one row, where the first of them stood."""
    families: dict[str, list[PaletteRow]] = {}
    for row in rows:
        found = AXES.match(row.text)
        families.setdefault(found["before"] + found["after"] if found else row.text, []).append(row)
    return [_folded(name, family) if len(family) > 1 else family[0] for name, family in families.items()]


def _folded(name: str, family: Sequence[PaletteRow]) -> PaletteRow:
    variants = tuple(sorted((row.layer for row in family if row.layer is not None), key=lambda layer: layer.name))
    usual = next((layer for layer in variants if axes_of(layer) == USUAL_AXES), variants[0])
    return PaletteRow(name, usual, variants=variants)


def axes_of(layer: Layer) -> str:
    """``2-D`` of ``Max pool 2-D``; empty where the name has none."""
    found = AXES.match(layer.name)
    return found["axes"] if found else ""


def _layer_of(row: PaletteRow) -> Layer:
    """What a row is found by: a block of the library by its title alone."""
    assert row.layer is not None
    return row.layer if row.file is None else replace(row.layer, name=row.text)


def _library_layer(block: LibraryBlock, among_others: bool) -> Layer:
    """A block of the library as the palette shows it; its ports are known once it is in a document."""
    name = f"{block.title} · library" if among_others else block.title
    return Layer(
        type=BLOCK_PREFIX + block.name,
        name=name,
        summary=block.notes or "F2 renames it, Delete removes it from the library.",
        category=Category.BLOCK,
        glyph="block",
        shape=lambda _values, _types: Shaped({}),
    )
