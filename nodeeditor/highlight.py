"""Colours for the Python source that is shown beside the canvas."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from nodeeditor.theme import Theme, current

TOKEN = re.compile(
    r"""(?P<comment>\#.*$)
      | (?P<string>[rbf]{0,2}(?:'''.*?(?:'''|$)|\"\"\".*?(?:\"\"\"|$)|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))
      | (?P<number>\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?\b)
      | (?P<definition>(?<=\bdef\s)\w+|(?<=\bclass\s)\w+)
      | (?P<word>\b[A-Za-z_]\w*\b)""",
    re.VERBOSE,
)
TRIPLE = '"""'
IN_STRING = 1
CONSTANTS = frozenset({"self", "True", "False", "None"})


def inks(theme: Theme) -> Mapping[str, QColor]:
    """The colour of each kind of token."""
    return {
        "comment": theme.text_quiet,
        "string": theme.good_text,
        "number": theme.ink("dense"),
        "definition": theme.accent_text,
        "keyword": theme.ink("recurrent"),
        "constant": theme.ink("pooling"),
    }


def tokens(line: str) -> Iterator[tuple[str, str]]:
    """A line that stands by itself in pieces, each with its kind, or none where it stays as it is."""
    end = 0
    for match in TOKEN.finditer(line):
        if match.start() > end:
            yield line[end : match.start()], ""
        yield match.group(), _kind(match)
        end = match.end()
    yield line[end:], ""


class PythonHighlighter(QSyntaxHighlighter):
    """Keywords, strings, numbers, comments and names that are defined; triple-quoted strings over many lines."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self.set_theme(current())

    def set_theme(self, theme: Theme) -> None:
        self._formats = {kind: _format(ink, kind == "definition") for kind, ink in inks(theme).items()}
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        start = 0
        self.setCurrentBlockState(0)
        if self.previousBlockState() == IN_STRING:
            end = text.find(TRIPLE)
            if end < 0:
                self._paint_open_string(0, len(text))
                return
            start = end + len(TRIPLE)
            self.setFormat(0, start, self._formats["string"])
        for match in TOKEN.finditer(text, start):
            kind = _kind(match)
            if kind in self._formats:
                self.setFormat(match.start(), len(match.group()), self._formats[kind])
            if kind == "string" and _stays_open(match.group()):
                self._paint_open_string(match.start(), len(text))

    def _paint_open_string(self, start: int, end: int) -> None:
        self.setFormat(start, end - start, self._formats["string"])
        self.setCurrentBlockState(IN_STRING)


def _kind(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    if kind != "word":
        return kind
    word = match.group()
    if word in CONSTANTS:
        return "constant"
    return "keyword" if keyword.iskeyword(word) else ""


def _stays_open(text: str) -> bool:
    body = text.lstrip("rbf")
    return body.startswith(TRIPLE) and (len(body) < 2 * len(TRIPLE) or not body.endswith(TRIPLE))


def _format(colour: QColor, bold: bool) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(colour)
    if bold:
        made.setFontWeight(QFont.Weight.DemiBold)
    return made
