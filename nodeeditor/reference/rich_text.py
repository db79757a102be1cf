"""A page of the reference as the rich text that `QTextBrowser` shows, in the colours of a theme."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtGui import QColor, QFont, QFontInfo

from backend.reference.page import Page
from backend.reference.prose import Figure, Formula, Line, Listing, Paragraph, Part, Section, Style, Table, TextRun
from nodeeditor.highlight import inks, tokens
from nodeeditor.presentation import family_of
from nodeeditor.theme import Theme, fixed_font, interface_font, title_font

LAYER, TILE, PICTURE = "layer:", "tile:", "picture:"
"""What the addresses of links and images begin with; a layer's type follows."""
TILE_SIZE = 28
CELL = "padding: 5px 18px 6px 0px"
FIRST_COLUMN, LAST_COLUMN, HALF = 24, 14, 46


@dataclass(frozen=True)
class RichText:
    """Writes pages for a theme."""

    theme: Theme

    def html(self, page: Page) -> str:
        sections = "".join(self._section(page, section) for section in page.sections)
        return f"<html><body style='color:{self.theme.text.name()}'>{self._head(page)}{sections}</body></html>"

    def style_sheet(self) -> str:
        """Faces and colours, for `QTextDocument.setDefaultStyleSheet`."""
        words, fixed, title = interface_font(), fixed_font(), title_font()
        return (
            f"body {{ font-family:'{_family(words)}'; font-size:{words.pixelSize()}px; }}"
            f"code, pre {{ font-family:'{_family(fixed)}'; font-size:{fixed.pixelSize()}px; }}"
            f"h1 {{ font-size:{title.pixelSize() + 6}px; font-weight:600; }}"
            "h2 { font-weight:600; margin-top:26px; margin-bottom:4px; }"
            f"a {{ color:{self.theme.accent_text.name()}; text-decoration:none; }}"
        )

    def _head(self, page: Page) -> str:
        name = escape(page.layer.name)
        tile = f"<img src='{TILE}{page.layer.type}'>"
        cells = f"<td style='padding-right:12px'>{tile}</td><td style='vertical-align:middle'><h1>{name}</h1></td>"
        return f"<table cellspacing='0'><tr>{cells}</tr></table>"

    def _section(self, page: Page, section: Section) -> str:
        size = f"font-size:{interface_font().pixelSize() + 2}px"
        title = f"<h2><span style='{size}'>{escape(section.title)}</span></h2>" if section.title else ""
        return title + "".join(self._part(page, part) for part in section.parts)

    def _part(self, page: Page, part: Part) -> str:
        match part:
            case Paragraph(line):
                return f"<p style='margin-top:6px; margin-bottom:6px'>{self._line(line)}</p>"
            case Formula(lines):
                return self._box("<br>".join(_kept(escape(line)) for line in lines), page)
            case Listing(lines):
                return self._box("<br>".join(self._code(line) for line in lines))
            case Figure(words):
                image = f"<img src='{PICTURE}{page.layer.type}' alt='{escape(words)}'>"
                return f"<p style='margin-top:4px'>{image}</p>"
            case Table():
                return self._table(part)

    def _box(self, inside: str, page: Page | None = None) -> str:
        """Mathematics and code on a quiet ground; mathematics with a line in the hue of the family."""
        edge = ""
        if page is not None:
            edge = f"<td width='3' bgcolor='{self.theme.hue(family_of(page.layer)).name()}'></td>"
        cell = f"<td bgcolor='{self.theme.field.name()}' style='padding: 9px 14px'><code>{inside}</code></td>"
        style = "margin-top:8px; margin-bottom:8px"
        return f"<table width='100%' cellspacing='0' style='{style}'><tr>{edge}{cell}</tr></table>"

    def _table(self, table: Table) -> str:
        head = tuple(((TextRun(words, Style.QUIET),),) for words in table.head)
        shares = _shares(table)
        body = "".join(self._row(row, shares) for row in (head, *table.rows))
        style = "border-collapse: collapse; margin-bottom:8px"
        return f"<table width='100%' cellspacing='0' style='{style}'>{body}</table>"

    def _row(self, row: tuple[tuple[Line, ...], ...], shares: tuple[int, ...]) -> str:
        style = f"{CELL}; border-bottom: 1px solid {self.theme.hairline.name()}"
        texts = ("<br>".join(map(self._line, cell)) for cell in row)
        columns = zip(texts, shares, strict=True)
        cells = "".join(f"<td width='{share}%' style='{style}'>{text}</td>" for text, share in columns)
        return f"<tr>{cells}</tr>"

    def _line(self, line: Line) -> str:
        return "".join(self._run(run) for run in line)

    def _run(self, run: TextRun) -> str:
        text = escape(run.text)
        if run.layer:
            return f"<a href='{LAYER}{run.layer}'>{text}</a>"
        match run.style:
            case Style.STRONG:
                return f"<b>{text}</b>"
            case Style.CODE:
                return f"<code>{text}</code>"
            case Style.REFUSED:
                return f"<b style='color:{self.theme.error_text.name()}'>{text}</b>"
            case Style.QUIET:
                return f"<span style='color:{self.theme.text_quiet.name()}'>{text}</span>"
            case _:
                return text

    def _code(self, line: str) -> str:
        colours = inks(self.theme)
        return "".join(_inked(_kept(escape(text)), colours.get(kind)) for text, kind in tokens(line))


def _shares(table: Table) -> tuple[int, ...]:
    """The widths of the columns in percent: names take little, what is said about them the rest."""
    first = HALF if table.halved else FIRST_COLUMN
    return (first, 100 - first) if len(table.head) == 2 else (first, 100 - first - LAST_COLUMN, LAST_COLUMN)


def _kept(text: str) -> str:
    """Spaces count in code."""
    return text.replace(" ", "&nbsp;")


def _inked(text: str, colour: QColor | None) -> str:
    return f"<span style='color:{colour.name()}'>{text}</span>" if colour is not None else text


def _family(font: QFont) -> str:
    return QFontInfo(font).family()
