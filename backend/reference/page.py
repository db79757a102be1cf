"""The layer reference as Markdown: one text for the site, the editor's window and the terminal.

All of a page follows from the layer's declaration and from an example of its use. Qt's Markdown reader understands
the least of the three: it loses text after a ``<br>`` in a table, so a cell has one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.check.checker import ASSUMED_STEPS, Checker, at_assumed_steps
from backend.declare.initialisation import INITIALISATIONS, InitialParameter
from backend.declare.layer import LAYERS, Category, Layer, Port, Role
from backend.declare.parameters import Parameter
from backend.declare.size import Size, formula_text
from backend.declare.tensor_type import TensorType
from backend.errors import LoomError
from backend.files import write_bytes, write_text
from backend.reference.related import related_layers
from backend.reference.usage_example import UsageExample, usage_example
from backend.reference.worked_examples import Exported, Worked, exported, worked_shapes

INDEX = "README.md"
PICTURES = "pictures"
REFUSED = "Refused:"
FORMULA, PYTHON = "text", "python"
"""The languages of the fenced blocks."""
RAGGED = "N is the batch size, T any number of steps; ~ marks a number of steps that differs between samples."
SPECIAL = re.compile(r"[\\`*<|]|(?<!\w)_|_(?!\w)|\](?=\()")

DrawExample = Callable[[UsageExample], bytes]
"""Draws an example: the bytes of an SVG file."""


@dataclass(frozen=True)
class Page:
    """The page of one layer; ``example`` is missing where none is found, as for the blocks of a document."""

    layer: Layer
    example: UsageExample | None
    markdown: str


def page_of(layer: Layer, pictures: bool = True) -> Page:
    """Everything there is to say about a layer. Without ``pictures``, the example is described in words."""
    example = _find_example(layer)
    found = (
        *_opening(layer),
        *(_example(layer, example, pictures) if example else ()),
        *_ports("Inputs", layer.inputs),
        *_ports("Outputs", layer.outputs),
        *_parameters(layer.parameters),
        *_initialisations(layer.parameters),
        *(_shapes(layer, example) if example else ()),
        *(_source(layer, exported(layer, example)) if example else ()),
        *_further(layer),
    )
    return Page(layer, example, "\n\n".join(found) + "\n")


def write_pages(layers: Iterable[Layer], folder: Path, draw: DrawExample | None) -> int:
    """Writes an index and a page for each layer; returns how many. Raises `LoomError` if a file can't be."""
    known = list(layers)
    for layer in known:
        page = page_of(layer, pictures=draw is not None)
        if draw is not None and page.example is not None:
            write_bytes(folder / picture_name(layer), draw(page.example), through_power_cuts=False)
        content = f"{page.markdown}\n[All layers]({INDEX})\n"
        write_bytes(folder / page_name(layer), content.encode(), through_power_cuts=False)
    write_text(folder / INDEX, index_markdown(known))
    return len(known)


def index_markdown(layers: Iterable[Layer]) -> str:
    """All layers under their categories."""
    known = list(layers)
    blocks = ["# The layers", f"{len(known)} layers, losses and metrics, written by `main.py layers --pages`."]
    for category in Category:
        rows = [
            (f"[{escaped(layer.name)}]({page_name(layer)})", code(layer.type), escaped(layer.summary))
            for layer in known
            if layer.category is category
        ]
        if rows:
            blocks += [f"## {category}", table(("layer", "type", "summary"), rows)]
    return "\n\n".join(blocks) + "\n"


def page_name(layer: Layer) -> str:
    return f"{layer.type}.md"


def picture_name(layer: Layer) -> str:
    """The address of a layer's picture, as seen from its page."""
    return f"{PICTURES}/{layer.type}.svg"


def escaped(text: str) -> str:
    """Plain text as Markdown. Only what would be read as a mark is escaped, because the terminal shows it all."""
    return SPECIAL.sub(r"\\\g<0>", text)


def code(text: str) -> str:
    # A pipe ends the cell of a table even in code, and Qt shows the backslash that would prevent it.
    return escaped(text) if "|" in text else f"`{text}`"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


def _find_example(layer: Layer) -> UsageExample | None:
    if LAYERS.find(layer.type) is None:
        return None
    try:
        return usage_example(layer)
    except LoomError:
        return None


def _opening(layer: Layer) -> Iterator[str]:
    yield f"# {escaped(layer.name)}"
    origin = f" *· plug-in {escaped(layer.plugin)}*" if layer.plugin else ""
    yield f"*{layer.category} ·* {code(layer.type)}{origin}"
    yield escaped(layer.summary)
    if layer.formula:
        yield fenced(FORMULA, layer.formula)


def _example(layer: Layer, example: UsageExample, pictures: bool) -> Iterator[str]:
    """A picture, and what the layer costs in it."""
    _, shown = example.checkers()
    words = escaped(_described(example, shown))
    yield "## Example"
    yield f"![{words}]({picture_name(layer)})" if pictures else words
    if layer.role is Role.OPERATION:
        report = shown.reports[example.node]
        parameters = _counted(report.weights, "trainable parameter")
        yield f"In this example it has {parameters} and needs {_cost(report.macs)} per sample."


def _ports(title: str, ports: Iterable[Port]) -> Iterator[str]:
    rows = []
    for port in ports:
        marks = [word for word, holds in (("optional", port.optional), ("any number", port.many)) if holds]
        name = code(f"{port.name}1, {port.name}2, …" if port.many else port.name)
        rows.append((f"{name} *{', '.join(marks)}*" if marks else name, escaped(port.meaning)))
    if rows:
        yield f"## {title}"
        yield table(("port", "meaning"), rows)


def _parameters(parameters: Iterable[Parameter]) -> Iterator[str]:
    rows = []
    for parameter in parameters:
        unit = f" *[{escaped(parameter.unit)}]*" if parameter.unit else ""
        title = f"**{escaped(parameter.title)}**{unit} {code(parameter.name)}"
        accepted = f"*{escaped(parameter.constraint)}*"
        rows.append((title, escaped(parameter.meaning), accepted, code(default_text(parameter))))
    if rows:
        yield "## Parameters"
        yield table(("parameter", "meaning", "accepted", "default"), rows)


def _initialisations(parameters: Iterable[Parameter]) -> Iterator[str]:
    """What the parameters of initial weights can choose, with formulas."""
    choosing = [parameter for parameter in parameters if isinstance(parameter, InitialParameter)]
    rows = []
    for one in INITIALISATIONS:
        fitting = [parameter for parameter in choosing if one in parameter.options]
        if fitting:
            formula = code(one.formula.replace("|", "∣"))
            given = ", ".join(f"{code(p.name)} {default_text(p)}" for p in one.parameters)
            rows.append((f"**{escaped(one.name)}** {code(one.type)}", escaped(one.summary), formula, given))
    if rows:
        yield "## Initial weights"
        yield table(("initialisation", "meaning", "formula", "parameters and defaults"), rows)


def default_text(parameter: Parameter) -> str:
    """A default as it stands in a document's file."""
    match parameter.default:
        case None:
            return "none"
        case bool(value):
            return "true" if value else "false"
        case "":
            return '""'
        case value:
            return str(value)


def _shapes(layer: Layer, example: UsageExample) -> Iterator[str]:
    if layer.role is Role.ANNOTATION:
        return
    report = example.checkers()[1].reports[example.node]
    accepted, refused = worked_shapes(layer, report.values, report.types)
    yield "## Shapes"
    yield from _accepted(layer, accepted)
    yield from (f"**{REFUSED}** {escaped(row.sentence)}" for row in refused)


def _accepted(layer: Layer, accepted: tuple[Worked, ...]) -> Iterator[str]:
    result = "one number" if layer.role in (Role.LOSS, Role.METRIC) else "nothing"
    rows = [(_types(row.inputs, "data"), _types(row.outputs, result)) for row in accepted]
    if rows:
        yield table(("input", "output"), rows)
    if any(kind.ragged for row in accepted for kind in row.inputs.values()):
        yield f"*{RAGGED}*"


def _types(types: Mapping[str, TensorType], otherwise: str) -> str:
    if not types:
        return otherwise
    if len(types) == 1:
        return code(str(next(iter(types.values()))))
    ports: dict[str, list[str]] = {}
    for port, kind in types.items():
        ports.setdefault(str(kind), []).append(port)
    return ", ".join(f"*{', '.join(names)}* {code(kind)}" for kind, names in ports.items())


def _described(example: UsageExample, shown: Checker) -> str:
    """The picture in words: its layers, in the order of the flow."""
    order = shown.order.rank
    names = [shown.reports[node].layer for node in sorted(order, key=order.__getitem__)]
    return f"{example.document.name}: " + ", ".join(layer.name for layer in names if layer is not None)


def _cost(macs: Size) -> str:
    operations = "multiply–accumulate operations"
    if macs == 0:
        return f"no {operations}"
    if isinstance(macs, int):
        return f"{macs:,} {operations} (MACs)"
    at_length = f"{at_assumed_steps(macs):,} where every length is {ASSUMED_STEPS}"
    return f"{formula_text(macs)} {operations} (MACs; {at_length})"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else f"no {noun}s"


def _source(layer: Layer, found: Exported) -> Iterator[str]:
    if not found:
        return
    yield "## In the code"
    if found.members:
        yield f"In {code('__init__')}"
        yield fenced(PYTHON, "\n".join(found.members))
    if found.lines:
        where = {Role.LOSS: "compute_loss_sums", Role.METRIC: "compute_sums"}.get(layer.role, "forward")
        yield f"In {code(where)}"
        yield fenced(PYTHON, "\n".join(found.lines))
    if found.carried:
        yield "The file also contains"
        yield fenced(PYTHON, "\n\n\n".join(text.strip("\n") for text in found.carried))


def _further(layer: Layer) -> Iterator[str]:
    found = []
    if layer.torch:
        found.append(f"Becomes {code(layer.torch)}")
    if layer.synonyms:
        found.append(escaped(f"Also found as {', '.join(layer.synonyms)}."))
    links = [f"[{escaped(other.name)}]({page_name(other)})" for other in related_layers(layer)]
    if links:
        found.append(f"Related: {', '.join(links)}")
    if found:
        yield "## See also"
        yield from found
