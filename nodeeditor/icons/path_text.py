"""A short notation for glyph paths: the absolute commands of SVG, and three for circle, rectangle and arc.

``M x y``, ``L x y``, ``H x``, ``V y``, ``C x1 y1 x2 y2 x y``, ``Q x1 y1 x y`` and ``Z`` as in SVG;
``O cx cy r`` a circle, ``R x y width height radius`` a rounded rectangle, ``A cx cy r start sweep`` an arc in
degrees, counter-clockwise from three o'clock; each of these begins a figure of its own.
Numbers repeat a command as in SVG: ``M1 1L2 2 3 3``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath

_TOKEN = re.compile(r"[A-Z]|-?[0-9]*\.?[0-9]+")


def parse_path(text: str) -> QPainterPath:
    """Raises `ValueError` where the text has a letter that is no command, or too few numbers for one."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    tokens = _TOKEN.findall(text)
    index = 0
    command = ""
    while index < len(tokens):
        if tokens[index].isalpha():
            command = tokens[index]
            index += 1
        if command not in _COMMANDS:
            raise ValueError(f"{command!r} is no path command in {text!r}")
        count, draw = _COMMANDS[command]
        numbers = [float(token) for token in tokens[index : index + count]]
        if len(numbers) < count:
            raise ValueError(f"{command!r} needs {count} numbers in {text!r}")
        draw(path, numbers)
        index += count
    return path


def _circle(path: QPainterPath, numbers: list[float]) -> None:
    x, y, radius = numbers
    path.addEllipse(QPointF(x, y), radius, radius)


def _rectangle(path: QPainterPath, numbers: list[float]) -> None:
    x, y, width, height, radius = numbers
    path.addRoundedRect(QRectF(x, y, width, height), radius, radius)


def _arc(path: QPainterPath, numbers: list[float]) -> None:
    x, y, radius, start, sweep = numbers
    box = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
    path.arcMoveTo(box, start)
    path.arcTo(box, start, sweep)


_COMMANDS: dict[str, tuple[int, Callable[[QPainterPath, list[float]], None]]] = {
    "M": (2, lambda path, n: path.moveTo(n[0], n[1])),
    "L": (2, lambda path, n: path.lineTo(n[0], n[1])),
    "H": (1, lambda path, n: path.lineTo(n[0], path.currentPosition().y())),
    "V": (1, lambda path, n: path.lineTo(path.currentPosition().x(), n[0])),
    "C": (6, lambda path, n: path.cubicTo(*n)),
    "Q": (4, lambda path, n: path.quadTo(*n)),
    "Z": (0, lambda path, _: path.closeSubpath()),
    "O": (3, _circle),
    "R": (5, _rectangle),
    "A": (5, _arc),
}
