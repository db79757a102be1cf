"""What the page of a layer says: everything follows from its declaration and the small use of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from backend.check.checker import ASSUMED_STEPS, Checker, at_assumed_steps
from backend.declare.layer import LAYERS, Layer, Port, Role
from backend.declare.parameters import Parameter
from backend.declare.size import Size, formula_text
from backend.declare.tensor_type import TensorType
from backend.errors import LoomError
from backend.reference.prose import (
    Figure,
    Formula,
    Line,
    Listing,
    Paragraph,
    Part,
    Section,
    Style,
    Table,
    TextRun,
    code,
    plain,
)
from backend.reference.small_use import SmallUse, small_use
from backend.reference.worked_examples import Exported, Refused, Worked, exported, worked_shapes

NOTHING = Section("", ())
RAGGED = "N is the batch size, T any number of steps; ~ marks a number of steps that differs between samples."


@dataclass(frozen=True)
class Page:
    """The page of one layer; ``use`` is missing where none is found, as for the blocks of a document."""

    layer: Layer
    use: SmallUse | None
    sections: tuple[Section, ...]


def page_of(layer: Layer) -> Page:
    """Everything there is to say about a layer."""
    use = _found_use(layer)
    picture, shapes, source = _used(layer, use) if use else (NOTHING,) * 3
    found = (
        _opening(layer),
        picture,
        _ports("Inputs", layer.inputs),
        _ports("Outputs", layer.outputs),
        _parameters(layer.parameters),
        shapes,
        source,
        _further(layer),
    )
    return Page(layer, use, tuple(section for section in found if section.parts))


def _found_use(layer: Layer) -> SmallUse | None:
    if LAYERS.find(layer.type) is None:
        return None
    try:
        return small_use(layer)
    except LoomError:
        return None


def _used(layer: Layer, use: SmallUse) -> tuple[Section, Section, Section]:
    """What the small use shows: shapes, a picture, cost and code."""
    _, shown = use.checkers()
    report = shown.reports[use.node]
    accepted, refused = worked_shapes(layer, report.values, report.types)
    return (
        Section("A small use", (Figure(_told(use, shown)), *_costs(layer, shown, use))),
        _shapes(layer, accepted, refused),
        _source(layer, exported(layer, use)),
    )


def _opening(layer: Layer) -> Section:
    kind = TextRun(f"{layer.category} · ", Style.QUIET)
    origin = (TextRun(f" · plug-in {layer.plugin}", Style.QUIET),) if layer.plugin else ()
    parts: list[Part] = [
        Paragraph((kind, TextRun(layer.type, Style.CODE), *origin)),
        Paragraph(plain(layer.summary)),
    ]
    if layer.formula:
        parts.append(Formula(tuple(layer.formula.splitlines())))
    return Section("", tuple(parts))


def _ports(title: str, ports: Iterable[Port]) -> Section:
    rows = []
    for port in ports:
        marks = [word for word, holds in (("optional", port.optional), ("any number", port.many)) if holds]
        name = f"{port.name}1, {port.name}2, …" if port.many else port.name
        note = (TextRun(f" {', '.join(marks)}", Style.QUIET),) if marks else ()
        rows.append((((TextRun(name, Style.CODE), *note),), (plain(port.meaning),)))
    return Section(title, (Table(("port", "meaning"), tuple(rows)),) if rows else ())


def _parameters(parameters: Iterable[Parameter]) -> Section:
    rows = []
    for parameter in parameters:
        unit = (TextRun(f" [{parameter.unit}]", Style.QUIET),) if parameter.unit else ()
        title = ((TextRun(parameter.title, Style.STRONG), *unit), code(parameter.name))
        meaning = (plain(parameter.meaning), (TextRun(parameter.constraint, Style.QUIET),))
        rows.append((title, meaning, (code(default_text(parameter)),)))
    return Section("Parameters", (Table(("parameter", "meaning", "default"), tuple(rows)),) if rows else ())


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


def _shapes(layer: Layer, accepted: tuple[Worked, ...], refused: tuple[Refused, ...]) -> Section:
    if layer.role is Role.ANNOTATION:
        return Section("Shapes", ())
    gives = "one number" if layer.role in (Role.LOSS, Role.METRIC) else "nothing"
    rows = [(_types(row.inputs, "data"), _types(row.outputs, gives)) for row in accepted]
    parts: list[Part] = [Table(("arrives", "leaves"), tuple(rows), halved=True)] if rows else []
    if any(kind.ragged for row in accepted for kind in row.inputs.values()):
        parts.append(Paragraph((TextRun(RAGGED, Style.QUIET),)))
    for row in refused:
        parts.append(Paragraph((TextRun("Refused: ", Style.REFUSED), TextRun(row.sentence))))
    return Section("Shapes", tuple(parts))


def _types(types: Mapping[str, TensorType], otherwise: str) -> tuple[Line, ...]:
    if not types:
        return (plain(otherwise),)
    if len(types) == 1:
        return (code(str(next(iter(types.values())))),)
    ports: dict[str, list[str]] = {}
    for port, kind in types.items():
        ports.setdefault(str(kind), []).append(port)
    return tuple(
        (TextRun(f"{', '.join(names)} ", Style.QUIET), TextRun(kind, Style.CODE)) for kind, names in ports.items()
    )


def _told(use: SmallUse, shown: Checker) -> str:
    """The picture in words: what stands in it, in the order of the flow."""
    order = shown.order.rank
    names = [shown.reports[node].layer for node in sorted(order, key=order.__getitem__)]
    return f"{use.document.name}: " + ", ".join(layer.name for layer in names if layer is not None)


def _costs(layer: Layer, shown: Checker, use: SmallUse) -> Iterator[Part]:
    if layer.role is not Role.OPERATION:
        return
    report = shown.reports[use.node]
    parameters = _counted(report.weights, "trainable parameter")
    yield Paragraph(plain(f"Here it has {parameters} and takes {_cost(report.macs)} per sample."))


def _cost(macs: Size) -> str:
    if isinstance(macs, int):
        return _counted(macs, "multiply–accumulate operation")
    at_length = f"{at_assumed_steps(macs):,} where every length is {ASSUMED_STEPS}"
    return f"{formula_text(macs)} multiply–accumulate operations ({at_length})"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else f"no {noun}s"


def _source(layer: Layer, found: Exported) -> Section:
    if not found:
        return Section("In the code", ())
    parts: list[Part] = []
    if found.members:
        parts += [Paragraph((TextRun("In "), TextRun("__init__", Style.CODE))), Listing(found.members)]
    if found.lines:
        where = {Role.LOSS: "compute_loss", Role.METRIC: "compute_sums"}.get(layer.role, "forward")
        parts += [Paragraph((TextRun("In "), TextRun(where, Style.CODE))), Listing(found.lines)]
    for text in found.carried:
        parts.append(Listing(tuple(text.splitlines())))
    return Section("In the code", tuple(parts))


def _further(layer: Layer) -> Section:
    parts: list[Part] = []
    if layer.torch:
        parts.append(Paragraph((TextRun("Becomes "), TextRun(layer.torch, Style.CODE))))
    if layer.synonyms:
        parts.append(Paragraph(plain(f"Also found as {', '.join(layer.synonyms)}.")))
    links = [TextRun(other.name, layer=other.type) for other in related_layers(layer)]
    if links:
        commas = [run for link in links for run in (TextRun(", "), link)]
        parts.append(Paragraph((TextRun("Related: "), *commas[1:])))
    return Section("See also", tuple(parts))


MAX_RELATED = 6
SAME_STEM, SAME_WORD, SAME_CATEGORY, SAME_FILE, SAME_TORCH, NAMED = 6.0, 1.5, 1.0, 1.0, 1.0, 4.0
NEAR = 1.9
"""A common file and category are enough, one rare word by itself is not."""


def related_layers(layer: Layer) -> tuple[Layer, ...]:
    """The nearest ones, those of the same category before others, in the order of their declaration."""
    scored = [(nearness(layer, other), other) for other in LAYERS if other.type != layer.type]
    near = [(score, other) for score, other in scored if score > NEAR]
    near.sort(key=lambda pair: -pair[0])
    return tuple(other for _, other in near[:MAX_RELATED])


def nearness(one: Layer, other: Layer) -> float:
    """How much two layers have to do with each other."""
    score = SAME_STEM * (_stem(one.type) == _stem(other.type))
    score += sum(_weight(word) for word in _words_of(one) & _words_of(other))
    score += SAME_CATEGORY * (one.category is other.category)
    score += SAME_FILE * (_file(one) == _file(other))
    score += SAME_TORCH * bool(one.torch and one.torch == other.torch)
    return score + NAMED * (_names(one, other) or _names(other, one))


def _names(one: Layer, other: Layer) -> bool:
    """Whether a layer's summary speaks of the other by its name."""
    return re.search(rf"\b{re.escape(other.name)}\b", one.summary) is not None


def _file(layer: Layer) -> str:
    """The module that declares a layer: told by its shape rule, which may be a part of a function."""
    return str(getattr(layer.shape, "func", layer.shape).__module__)


def _stem(type_name: str) -> str:
    return re.sub(r"\d+d?$", "", type_name)


def _words_of(layer: Layer) -> frozenset[str]:
    return _words(layer.type, layer.synonyms)


@lru_cache(maxsize=1024)
def _words(type_name: str, synonyms: tuple[str, ...]) -> frozenset[str]:
    texts = (*re.split(r"[_\d]+", type_name), *synonyms)
    return frozenset(word.lower() for word in texts if len(word) > 1)


@lru_cache(maxsize=4096)
def _weight(word: str) -> float:
    """A word that many layers have says little."""
    return SAME_WORD * 6 / (4 + sum(word in _words_of(layer) for layer in LAYERS))
