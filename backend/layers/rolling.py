"""Roll: positions move along an axis, and those that leave at one end come in at the other."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Port, Shaped, Site, Types
from backend.declare.parameters import Integer
from backend.declare.reach import Reach, Window
from backend.layers.shapes import axis_of, only, require_batch_first, require_unragged
from backend.layers.writing import function


def _shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_batch_first(received)
    axis = axis_of(values.axis, received.rank)
    if axis == 1:
        require_unragged(received)
    folds = received.steps and received.rank > 3 and axis > 1
    return Shaped({"out": received}, form=Form.FOLDED if folds else Form.PLAIN)


def _reach(values: Values, types: Types, port: str) -> Reach:
    return Reach({axis_of(values.axis, types[port].rank): Window(1, before=values.shift)})


def _write(site: Site) -> str:
    axis = axis_of(site.values.axis, site.type.rank)
    return f"{site.x}.roll({site.values.shift}, dims={axis - site.folded})"


LAYERS.add(
    Layer(
        type="roll",
        name="Roll",
        category=Category.SHAPE,
        glyph="shape",
        summary="Moves positions along an axis; what leaves at one end comes in at the other.",
        synonyms=("shift", "cyclic shift", "rotate", "shifted windows"),
        torch="torch.roll",
        formula="y[i] = x[(i - shift) mod size] along the axis",
        parameters=(
            Integer(name="shift", default=1, minimum=-65_536, maximum=65_536, meaning="by how many positions"),
            Integer(name="axis", default=-1, minimum=-8, maximum=8, meaning="along which axis; -1 is the last"),
        ),
        inputs=(Port("in", "numbers with several axes"),),
        shape=_shape,
        reach=_reach,
        write=function(_write),
        summarise=lambda v: f"{v.shift:+} · axis {v.axis}",
    )
)
