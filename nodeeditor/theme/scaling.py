"""Sizes that grow with the text: widgets remember the size of the design, painters ask for theirs each time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QHeaderView, QWidget

from nodeeditor.theme.fonts import font_key, font_scale, interface_font, set_font_scale


def room_scale() -> float:
    """How much larger than in the design things are: never below 1, so that small text stays easy to hit."""
    return max(1.0, font_scale())


def scaled(pixels: float) -> int:
    """A length of the design at the present size of the text."""
    return round(pixels * room_scale())


def _fix_icon(widget: QWidget, pixels: int) -> None:
    if isinstance(widget, QAbstractButton | QAbstractItemView):
        widget.setIconSize(QSize(pixels, pixels))


def _fix_margins(widget: QWidget, *pixels: int) -> None:
    layout = widget.layout()
    if layout is not None:
        layout.setContentsMargins(*pixels)


# A widget keeps its plain lengths as properties of its own: they go where it goes.
SETTERS: dict[str, Callable[..., None]] = {
    "plain_width": lambda widget, pixels: widget.setFixedWidth(pixels),
    "plain_height": lambda widget, pixels: widget.setFixedHeight(pixels),
    "plain_min_width": lambda widget, pixels: widget.setMinimumWidth(pixels),
    "plain_max_width": lambda widget, pixels: widget.setMaximumWidth(pixels),
    "plain_icon": _fix_icon,
    "plain_margins": _fix_margins,
}


def fix_width(widget: QWidget, pixels: int) -> None:
    _fix(widget, "plain_width", (pixels,))


def fix_height(widget: QWidget, pixels: int) -> None:
    _fix(widget, "plain_height", (pixels,))


def fix_size(widget: QWidget, width: int, height: int) -> None:
    fix_width(widget, width)
    fix_height(widget, height)


def fix_min_width(widget: QWidget, pixels: int) -> None:
    _fix(widget, "plain_min_width", (pixels,))


def fix_max_width(widget: QWidget, pixels: int) -> None:
    _fix(widget, "plain_max_width", (pixels,))


def fix_margins(widget: QWidget, left: int, top: int, right: int, bottom: int) -> None:
    """Around what the layout of a widget holds."""
    _fix(widget, "plain_margins", (left, top, right, bottom))


def fix_icon(widget: QAbstractButton | QAbstractItemView, pixels: int) -> None:
    """How large the icons of a button or a list are shown; they are made by its owner."""
    _fix(widget, "plain_icon", (pixels,))


def _fit_again(widget: QWidget) -> None:
    """Gives a widget its lengths at the present size of the text."""
    for name, set_length in SETTERS.items():
        plain = widget.property(name)
        if plain is not None:
            set_length(widget, *(scaled(length) for length in plain))


def _fix(widget: QWidget, name: str, plain: tuple[int, ...]) -> None:
    widget.setProperty(name, plain)
    SETTERS[name](widget, *(scaled(length) for length in plain))


def scale_text(scale: float) -> None:
    """Gives every widget its font and lengths in another size, and columns of a set width as much more or less."""
    application = QApplication.instance()
    if scale == font_scale() or not isinstance(application, QApplication):
        return
    ratio = scale / font_scale()
    widgets = application.allWidgets()
    # Qt passes an application font on to the widgets that have none of their own, and here most have one. These
    # are noted by the look that they have now: at the new size, one font may look as another did before.
    own = [(each, font_key(each.font())) for each in widgets if each.testAttribute(Qt.WidgetAttribute.WA_SetFont)]
    fonts = set_font_scale(scale)
    # Lengths come first: what is told of another font looks at how large its parts are.
    for widget in widgets:
        _fit_again(widget)
    application.setFont(interface_font())
    # At once: a layout that was made between the two would be kept with the old font in it.
    QApplication.sendPostedEvents(None, QEvent.Type.ApplicationFontChange.value)
    for widget, key in own:
        if key in fonts:
            widget.setFont(fonts[key])
    for widget in widgets:
        if isinstance(widget, QHeaderView):
            _widen_columns(widget, ratio)
        widget.updateGeometry()
        widget.update()


def _widen_columns(header: QHeaderView, ratio: float) -> None:
    last = header.count() - 1 if header.stretchLastSection() else header.count()
    for column in range(last):
        if header.sectionResizeMode(column) is QHeaderView.ResizeMode.Interactive:
            header.resizeSection(column, round(header.sectionSize(column) * ratio))
