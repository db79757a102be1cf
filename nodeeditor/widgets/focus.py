"""Where the keyboard focus goes: Tab within a part of the window, F6 from part to part."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

ROW_TOLERANCE = 8
"""Middles that lie so close belong to one row."""


def focus_stops(root: QWidget) -> list[QWidget]:
    """The widgets below ``root`` that take the focus by Tab, row by row from left to right."""
    found = [(widget.mapTo(root, widget.rect().center()), widget) for widget in root.findChildren(QWidget)]
    # Rows first, then from left to right within each: Qt's own order is that in which the widgets were made.
    stops = sorted(
        ((point, widget) for point, widget in found if _takes_focus(widget)), key=lambda stop: stop[0].y()
    )
    rows: list[list[tuple[QPoint, QWidget]]] = []
    for stop in stops:
        if not rows or stop[0].y() - rows[-1][0][0].y() > ROW_TOLERANCE:
            rows.append([])
        rows[-1].append(stop)
    return [widget for row in rows for _, widget in sorted(row, key=lambda stop: stop[0].x())]


def step_focus(root: QWidget, forward: bool) -> bool:
    """Moves the focus on within ``root``, round at its end; returns whether there is anywhere to go."""
    stops, here = focus_stops(root), QApplication.focusWidget()
    if not stops:
        return False
    step = 1 if forward else -1
    place = stops.index(here) + step if here in stops else 0 if forward else -1
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    stops[place % len(stops)].setFocus(reason)
    return True


def _takes_focus(widget: QWidget) -> bool:
    """Scroll areas are no stops, nor are widgets with a focus proxy."""
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    delegates = widget.focusProxy() is not None or isinstance(widget, QScrollArea)
    return by_tab and not delegates and widget.isVisible() and widget.isEnabled()


Stop = tuple[QWidget, Callable[[], QWidget]]
"""A part of the window, and what takes the focus there."""


class FocusOrder:
    """The visible parts in order. A part inside another comes after it."""

    def __init__(self, stops: Sequence[Stop]) -> None:
        self._stops = stops

    def step(self) -> None:
        """Moves the focus to the next part; to the first where it is in none."""
        shown = [stop for stop in self._stops if stop[0].isVisible()]
        focus = QApplication.focusWidget()
        inside = [number for number, (part, _) in enumerate(shown) if focus and part.isAncestorOf(focus)]
        following = inside[-1] + 1 if inside else 0
        shown[following % len(shown)][1]().setFocus(Qt.FocusReason.ShortcutFocusReason)


def first_stop(part: QWidget) -> Callable[[], QWidget]:
    """Leads to what Tab comes to first in a part."""

    def find() -> QWidget:
        stops = focus_stops(part)
        return stops[0] if stops else part

    return find
