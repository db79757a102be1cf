"""How a page of the reference looks in the window.

Qt reads the page's Markdown but applies no style sheet to it, so the theme is merged in afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, product

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
)

from backend.reference.page import FORMULA, REFUSED
from nodeeditor.highlight import begins_in_string, spans, text_formats
from nodeeditor.theme import Theme, fixed_font

COLUMNS = {"port": (24, 76), "input": (46, 54), "parameter": (22, 36, 31, 11)}
"""The widths of a table's columns in percent, by its first heading."""
PARAGRAPH_GAP, SECTION_GAP, TITLE_GAP = 6, 26, 4
EDGE, BOX_GAP, BOX_PADDING = 3, 8, 10
CELL_ABOVE, CELL_BELOW, CELL_RIGHT = 5, 6, 18
LANGUAGE = QTextFormat.Property.BlockCodeLanguage


@dataclass(frozen=True)
class PageFormat:
    """The looks of pages in a theme; formulas have an edge in the hue of the layer's family."""

    theme: Theme
    edge: QColor

    def apply(self, document: QTextDocument) -> None:
        """Formats what `QTextDocument.setMarkdown` has made."""
        # One edit, or Qt would lay the page out anew for each of some hundred formats.
        edit = QTextCursor(document)
        edit.beginEditBlock()
        for block in list(_blocks(document)):
            self._format_block(block)
        for table in [frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)]:
            self._format_table(table)
        for lines in _code_blocks(document):
            self._format_code(lines)
        edit.endEditBlock()

    def _format_block(self, block: QTextBlock) -> None:
        cursor = QTextCursor(block)
        table = cursor.currentTable()
        level, is_code = block.blockFormat().headingLevel(), block.blockFormat().hasProperty(LANGUAGE)
        gap = 0 if is_code or table is not None else PARAGRAPH_GAP
        gaps = QTextBlockFormat()
        gaps.setTopMargin({1: 0, 2: SECTION_GAP}.get(level, gap))
        gaps.setBottomMargin({1: 0, 2: TITLE_GAP}.get(level, gap))
        cursor.mergeBlockFormat(gaps)
        is_head = table is not None and table.cellAt(cursor).row() == 0
        for fragment in list(_fragments(block)):
            made = self._text_format(fragment, is_code, is_head)
            _merge(cursor, fragment.position(), fragment.length(), made)

    def _text_format(self, fragment: QTextFragment, is_code: bool, is_head: bool) -> QTextCharFormat:
        given, made = fragment.charFormat(), QTextCharFormat()
        if is_code or given.fontFixedPitch():
            made.setFontFamilies(fixed_font().families())
            made.setProperty(QTextFormat.Property.FontPixelSize, fixed_font().pixelSize())
        elif given.isAnchor():
            made.setForeground(self.theme.accent_text)
            made.setFontUnderline(False)
        elif given.fontItalic() or is_head:
            # Pages emphasise what is said aside; here it is quiet instead, as everywhere in the editor.
            made.setFontItalic(False)
            made.setForeground(self.theme.text_quiet)
        elif fragment.text() == REFUSED:
            made.setForeground(self.theme.error_text)
        if is_head:
            made.setFontWeight(QFont.Weight.Normal)
        return made

    def _format_table(self, table: QTextTable) -> None:
        shape = table.format()
        shape.setBorder(0)
        shape.setBorderCollapse(True)
        shape.setCellSpacing(0)
        shape.setCellPadding(0)
        shape.setBottomMargin(BOX_GAP)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shares = COLUMNS.get(table.firstCursorPosition().block().text(), ())
        shape.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.PercentageLength, share) for share in shares]
        )
        table.setFormat(shape)
        line = QTextTableCellFormat()
        line.setTopPadding(CELL_ABOVE)
        line.setBottomPadding(CELL_BELOW)
        line.setRightPadding(CELL_RIGHT)
        line.setBottomBorder(1)
        line.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        line.setBottomBorderBrush(self.theme.hairline)
        for row, column in product(range(table.rows()), range(table.columns())):
            table.cellAt(row, column).setFormat(line)

    def _format_code(self, lines: list[QTextBlock]) -> None:
        """Puts lines of code into a box, Python in colours and a formula with an edge."""
        is_formula = lines[0].blockFormat().stringProperty(LANGUAGE) == FORMULA
        cursor = QTextCursor(lines[0])
        if not is_formula:
            self._colour(cursor, lines)
        cursor.setPosition(lines[0].position())
        cursor.setPosition(lines[-1].position() + lines[-1].length() - 1, QTextCursor.MoveMode.KeepAnchor)
        wrapped = QTextBlockFormat()
        wrapped.setNonBreakableLines(False)
        cursor.mergeBlockFormat(wrapped)
        box = QTextFrameFormat()
        box.setBackground(self.theme.field)
        box.setPadding(BOX_PADDING)
        if is_formula:
            box.setLeftMargin(EDGE)
            _enclose(cursor, box)
            box = QTextFrameFormat()
            box.setBackground(self.edge)
        box.setTopMargin(BOX_GAP)
        box.setBottomMargin(BOX_GAP)
        _enclose(cursor, box)

    def _colour(self, cursor: QTextCursor, lines: list[QTextBlock]) -> None:
        formats = text_formats(self.theme)
        starts = begins_in_string([block.text() for block in lines])
        for block, inside in zip(lines, starts, strict=True):
            for start, length, kind in spans(block.text(), inside):
                if kind in formats:
                    _merge(cursor, block.position() + start, length, formats[kind])


def _enclose(cursor: QTextCursor, made: QTextFrameFormat) -> None:
    """Puts the selection into a frame, and selects the frame."""
    frame = cursor.insertFrame(made)
    first, last = frame.firstPosition(), frame.lastPosition()
    for position in (first - 1, first, last, last + 1):
        cursor.setPosition(position)
        _flatten(cursor)
    cursor.setPosition(first - 1)
    cursor.setPosition(last + 1, QTextCursor.MoveMode.KeepAnchor)


def _flatten(cursor: QTextCursor) -> None:
    """Takes the height from a block where it is empty: Qt keeps one before and after a frame."""
    if not cursor.block().text():
        made = QTextBlockFormat()
        made.setLineHeight(0, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.setBlockFormat(made)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _code_blocks(document: QTextDocument) -> list[list[QTextBlock]]:
    """The lines of each fenced block; there is text between any two."""
    grouped = groupby(_blocks(document), key=lambda block: block.blockFormat().stringProperty(LANGUAGE))
    return [list(group) for language, group in grouped if language]


def _fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    place = block.begin()
    while not place.atEnd():
        yield place.fragment()
        place += 1


def _merge(cursor: QTextCursor, start: int, length: int, made: QTextCharFormat) -> None:
    cursor.setPosition(start)
    cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(made)
