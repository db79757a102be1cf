"""Flatten: from pictures and volumes to vectors."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Port, Shaped, ShapeError, Types
from backend.declare.parameters import Flag
from backend.declare.reach import Reach
from backend.declare.size import product
from backend.layers.shapes import fixed, only, require_batch_first, require_unragged
from backend.layers.writing import function

INCLUDE_TIME = Flag(
    name="include_time",
    default=False,
    advanced=True,
    meaning="makes one vector of all steps of a sequence instead of one for each step",
)
ADVICE = "use a Global average pool, or give the input a fixed size"


def _shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    if received.rank < 2:
        raise ShapeError("rank", "needs axes after the batch to flatten", "wire pictures or vectors to it")
    keeps_time = received.steps and received.rank > 3 and not values.include_time
    first = 2 if keeps_time else 1
    if received.steps and not keeps_time:
        require_unragged(received)
    size = fixed(product(received.sizes[first:]), "size of all axes that it joins", ADVICE)
    flat = received.with_sizes(*received.sizes[:first], size)
    if keeps_time:
        return Shaped({"out": flat}, form=Form.FOLDED)
    return Shaped({"out": flat.unmarked()})


def _reach(values: Values, types: Types, port: str) -> Reach:
    """The places stay what they are, side by side in one vector."""
    received = types[port]
    first = 2 if received.steps and received.rank > 3 and not values.include_time else 1
    return Reach(moves=dict.fromkeys(range(first, received.rank), first))


LAYERS.add(
    Layer(
        type="flatten",
        name="Flatten",
        category=Category.SHAPE,
        glyph="shape",
        summary="Joins all axes of a sample into one vector; on video, of each frame.",
        synonyms=("vector", "reshape", "ravel"),
        torch="torch.flatten",
        formula="y[n, (c·H + i)·W + j] = x[n, c, i, j]",
        parameters=(INCLUDE_TIME,),
        inputs=(Port("in", "pictures, volumes or sequences"),),
        shape=_shape,
        reach=_reach,
        write=function(lambda site: f"{site.x}.flatten(1)"),
        summarise=lambda v: "with time" if v.include_time else "",
    ),
)
