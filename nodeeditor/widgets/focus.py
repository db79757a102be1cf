"""Where Tab goes in a part of the window: in reading order, whenever its widgets were made."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

ROW_TOLERANCE = 8
"""Middles that lie so close belong to one row."""


def focus_stops(root: QWidget) -> list[QWidget]:
    """The widgets below ``root`` that take the focus by Tab, row by row from left to right."""
    found = [(widget.mapTo(root, widget.rect().center()), widget) for widget in root.findChildren(QWidget)]
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
    """What only scrolls others into view is no stop, nor what hands the focus on."""
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    hands_on = widget.focusProxy() is not None or isinstance(widget, QScrollArea)
    return by_tab and not hands_on and widget.isVisible() and widget.isEnabled()
