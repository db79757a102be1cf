"""Splits: one value into two or more along an axis."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Integer, Integers
from backend.declare.reach import Extent, Reach
from backend.declare.size import Size
from backend.layers.shapes import axis_of, channel_axis, only, require_batch_first, require_unragged
from backend.layers.writing import printed

AXIS = Integer(name="axis", default=-1, minimum=-8, maximum=8, meaning="along which axis; -1 is the last")
SIZES = Integers(
    name="sizes",
    default=None,
    optional=True,
    minimum=1,
    maximum=1_000_000_000,
    longest=8,
    meaning="the size of each part; nothing makes parts of the same size",
)
NAMES = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}


def _shape(count: int, values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    axis = axis_of(values.axis, received.rank)
    if axis == 1:
        require_unragged(received)
    parts = _parts(count, values, received.sizes[axis])
    outputs = {}
    for number, part in enumerate(parts, 1):
        sizes = [part if place == axis else size for place, size in enumerate(received.sizes)]
        outputs[f"out{number}"] = received.with_sizes(*sizes)
    folds = received.steps and received.rank > 3 and axis > 1
    return Shaped(outputs, form=Form.FOLDED if folds else Form.PLAIN)


def _parts(count: int, values: Values, size: Size) -> list[Size]:
    if values.sizes is None:
        if size // count * count != size or size == 0:
            advice = "give the sizes of the parts, or change the layer before it"
            raise ShapeError("sizes", f"makes {count} parts of one size, and {size} can't be divided so", advice)
        return [size // count] * count
    if len(values.sizes) != count or sum(values.sizes) != size:
        raise ShapeError(
            "sizes",
            f"makes {count} parts that add up to {size}, but its sizes are {values.sizes}",
            "change the sizes, or leave them empty for equal parts",
        )
    return list(values.sizes)


def _reach(values: Values, types: Types, port: str) -> Reach:
    """Channels have no places. Of other axes each part begins elsewhere."""
    axis = axis_of(values.axis, types[port].rank)
    return Reach({} if axis == channel_axis(types[port]) else {axis: Extent.UNKNOWN})


def _write(site: Site) -> Code:
    ports = list(site.shaped.outputs)
    names = [f"{site.name}_{port}" if port in site.used else "_" for port in ports]
    axis = axis_of(site.values.axis, site.type.rank)
    dim = -1 if axis == site.type.rank - 1 else axis - site.folded
    sizes = site.values.sizes
    parts = f"chunk({len(ports)}" if sizes is None else f"split({printed(sizes)}"
    return Code(
        {port: name for port, name in zip(ports, names) if port in site.used},
        statements=(f"{', '.join(names)} = {site.x}.{parts}, dim={dim})",),
    )


def _split(count: int) -> Layer:
    return Layer(
        type=f"split{count}",
        name=f"Split in {NAMES[count]}",
        category=Category.SHAPE,
        glyph="shape",
        summary=f"Cuts a value into {NAMES[count]} parts along an axis.",
        synonyms=("chunk", "divide", "halves", "parts", "branches"),
        torch="torch.chunk",
        formula=(
            "outₖ[i] = x[s₁ + … + sₖ₋₁ + i] for i < sₖ, along the axis; equal sizes sₖ unless they are given"
        ),
        parameters=(AXIS, SIZES),
        inputs=(Port("in", "numbers with several axes"),),
        outputs=tuple(Port(f"out{number}", f"part {number}") for number in range(1, count + 1)),
        used_with={"in": "wide features"},
        shape=lambda values, types: _shape(count, values, types),
        reach=_reach,
        write=_write,
        summarise=lambda v: f"axis {v.axis}" if v.sizes is None else " ".join(map(str, v.sizes)),
    )


LAYERS.add(*(_split(count) for count in NAMES))
