"""How a page of the reference looks in the window.

Qt reads the page's Markdown but applies no style sheet to it, so the theme is merged in afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

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
    QTextTableCell,
)

from backend.reference.page import FORMULA, REFUSED
from nodeeditor.highlight import begins_in_string, spans, text_formats
from nodeeditor.theme import Theme, fixed_font, interface_font, title_font

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
        gaps = QTextBlockFormat()
        level, is_code = block.blockFormat().headingLevel(), block.blockFormat().hasProperty(LANGUAGE)
        gap = 0 if is_code or cursor.currentTable() is not None else PARAGRAPH_GAP
        gaps.setTopMargin({1: 0, 2: SECTION_GAP}.get(level, gap))
        gaps.setBottomMargin({1: 0, 2: TITLE_GAP}.get(level, gap))
        cursor.mergeBlockFormat(gaps)
        for fragment in list(_fragments(block)):
            cursor.setPosition(fragment.position())
            cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
            if level:
                cursor.setCharFormat(self._title_format(level))
            elif not fragment.charFormat().isImageFormat():
                cursor.mergeCharFormat(self._text_format(fragment, is_code))

    def _title_format(self, level: int) -> QTextCharFormat:
        words = QFont(interface_font())
        words.setPixelSize(title_font().pixelSize() + 10 if level == 1 else round(words.pixelSize() * 1.55))
        words.setWeight(QFont.Weight.DemiBold)
        made = QTextCharFormat()
        made.setFont(words)
        return made

    def _text_format(self, fragment: QTextFragment, is_code: bool) -> QTextCharFormat:
        given = fragment.charFormat()
        font = fixed_font() if is_code or given.fontFixedPitch() else interface_font()
        made = QTextCharFormat()
        made.setFontFamilies(font.families())
        made.setProperty(QTextFormat.Property.FontPixelSize, font.pixelSize())
        if given.isAnchor():
            made.setForeground(self.theme.accent_text)
            made.setFontUnderline(False)
        elif given.fontItalic():
            # Pages emphasise what is said aside; here it is quiet instead, as everywhere in the editor.
            made.setFontItalic(False)
            made.setForeground(self.theme.text_quiet)
        elif fragment.text() == REFUSED:
            made.setForeground(self.theme.error_text)
        return made

    def _format_table(self, table: QTextTable) -> None:
        shape = table.format()
        shape.setBorder(0)
        shape.setBorderCollapse(True)
        shape.setCellSpacing(0)
        shape.setCellPadding(0)
        shape.setBottomMargin(BOX_GAP)
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        shares = COLUMNS.get(_cell_text(table.cellAt(0, 0)), ())
        cursor = table.lastCursorPosition()
        cursor.setPosition(table.lastPosition() + 1)
        _flatten(cursor)
        shape.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.PercentageLength, share) for share in shares]
        )
        table.setFormat(shape)
        for row in range(table.rows()):
            for column in range(table.columns()):
                self._format_cell(table.cellAt(row, column), is_head=row == 0)

    def _format_cell(self, cell: QTextTableCell, is_head: bool) -> None:
        made = cell.format().toTableCellFormat()
        made.setTopPadding(CELL_ABOVE)
        made.setBottomPadding(CELL_BELOW)
        made.setRightPadding(CELL_RIGHT)
        made.setBottomBorder(1)
        made.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        made.setBottomBorderBrush(self.theme.hairline)
        cell.setFormat(made)
        if is_head:
            quiet = QTextCharFormat()
            quiet.setFontWeight(QFont.Weight.Normal)
            quiet.setForeground(self.theme.text_quiet)
            cursor = cell.firstCursorPosition()
            cursor.setPosition(cell.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(quiet)

    def _format_code(self, lines: list[QTextBlock]) -> None:
        """Puts lines of code into a box, Python in colours and a formula with an edge."""
        is_formula = lines[0].blockFormat().stringProperty(LANGUAGE) == FORMULA
        first, last = lines[0].position(), lines[-1].position() + lines[-1].length() - 1
        cursor = QTextCursor(lines[0])
        if not is_formula:
            self._colour(cursor, lines)
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
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
                    cursor.setPosition(block.position() + start)
                    cursor.setPosition(block.position() + start + length, QTextCursor.MoveMode.KeepAnchor)
                    cursor.mergeCharFormat(formats[kind])


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


def _cell_text(cell: QTextTableCell) -> str:
    return cell.firstCursorPosition().block().text()
