"""The fixes of listed problems: found while the editor is idle, and shown as a row of small buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter

from backend.check.checker import Checker
from backend.check.problems import Problem
from backend.document.document import Document
from backend.lints.fixer import Fixer
from backend.lints.lint import Fix
from nodeeditor.icons import paint_glyph
from nodeeditor.scheduling import single_shot
from nodeeditor.theme import current, interface_font, paint_ground
from nodeeditor.theme.tokens import SMALL_RADIUS

REST_MS = 200
"""How long the document must rest before fixes are searched: trying them takes longer than an edit."""
MAX_PROBLEMS = 40


class FixFinder(QObject):
    """Caches the fixes of problems; old ones are shown until the new ones are known.

    Signals: ``found()`` after the fixes of a problem differ.
    """

    found = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._checker: Checker | None = None
        self._fixer: Fixer | None = None
        self._known: dict[Problem, list[Fix]] = {}
        self._waiting: list[Problem] = []
        self._timer = single_shot(self, self._look_for_one)

    def look(self, document: Document, checker: Checker, problems: list[Problem]) -> None:
        """Starts over for the problems of a document that has changed."""
        if document is not self._document:
            self._known.clear()
        self._document, self._checker, self._fixer = document, checker, None
        self._waiting = problems[:MAX_PROBLEMS]
        self._known = {problem: self._known.get(problem, []) for problem in problems}
        self._timer.start(REST_MS)

    def pause(self) -> None:
        """Looks for nothing until the next `look`."""
        self._timer.stop()

    def fixes(self, problem: Problem) -> list[Fix]:
        return self._known.get(problem, [])

    def fresh(self, problem: Problem, label: str) -> Fix | None:
        """The fix of that name for the document as it is now."""
        if self._document is None or self._checker is None:
            return None
        fixes = Fixer(self._document, self._checker).fixes(problem)
        return next((fix for fix in fixes if fix.label == label), None)

    def _look_for_one(self) -> None:
        if not self._waiting or self._document is None or self._checker is None:
            self._fixer = None
            return
        if self._fixer is None:
            self._fixer = Fixer(self._document, self._checker)
        # One problem for each turn of the event loop: a fix is tried on a copy of the document with a check of its
        # own.
        problem = self._waiting.pop(0)
        before, now = self._known.get(problem), self._fixer.fixes(problem)
        self._known[problem] = now
        self._timer.start(0)
        if before != now:
            self.found.emit()


HEIGHT = 24
GAP = 6
PADDING = 9
GLYPH = 12
GLYPH_GAP = 5
FONT_SIZE = 12
SLACK = 4
"""Beside the words: text is painted a little wider than it is measured."""


def button_rects(fixes: Sequence[Fix], left: int, top: int, width: int) -> list[QRect]:
    """The buttons in a row, which goes on below where it is full."""
    metrics = QFontMetrics(interface_font(FONT_SIZE))
    rects: list[QRect] = []
    x, y = left, top
    for fix in fixes:
        wanted = metrics.horizontalAdvance(fix.label) + 2 * PADDING + GLYPH + GLYPH_GAP + SLACK
        room = min(wanted, width)
        if x > left and x + room > left + width:
            x, y = left, y + HEIGHT + GAP
        rects.append(QRect(x, y, room, HEIGHT))
        x += room + GAP
    return rects


def paint_button(painter: QPainter, rect: QRect, label: str, hovered: bool, pressed: bool) -> None:
    theme = current()
    ground = theme.accent_fill if pressed else theme.field
    paint_ground(painter, rect, ground, theme.accent if hovered else theme.hairline, SMALL_RADIUS)
    ink = theme.on_accent if pressed else theme.accent_text if hovered else theme.text_second
    glyph = QRectF(rect.x() + PADDING, rect.y() + (HEIGHT - GLYPH) / 2, GLYPH, GLYPH)
    paint_glyph(painter, glyph, "bolt", theme.on_accent if pressed else theme.accent_text)
    painter.setFont(interface_font(FONT_SIZE))
    painter.setPen(theme.text if hovered and not pressed else ink)
    words = rect.adjusted(PADDING + GLYPH + GLYPH_GAP, 0, -PADDING, 0)
    shown = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
