"""One-hot: from indices to vectors without weights."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Layer, Port, Shaped, Site, Types
from backend.declare.parameters import Integer
from backend.declare.reach import pointwise
from backend.declare.tensor_type import Element
from backend.layers.dense import require_indices, vocabulary_of
from backend.layers.shapes import only
from backend.layers.writing import function


def _shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_indices(received)
    out = received.with_sizes(*received.sizes, vocabulary_of(values.classes, received, "classes"))
    return Shaped({"out": out.as_element(Element.FLOAT)})


def _write(site: Site) -> str:
    return f"F.one_hot({site.x}, {site.out.features}).float()"


LAYERS.add(
    Layer(
        type="one_hot",
        name="One-hot",
        category=Category.DENSE,
        glyph="embedding",
        summary="A vector for each index, with 1 at its place and 0 elsewhere.",
        synonyms=("onehot", "indicator", "dummy variables", "encode"),
        torch="torch.nn.functional.one_hot",
        formula="y[t, i] = 1 if i = x[t], else 0",
        parameters=(
            Integer(
                name="classes",
                default=None,
                minimum=1,
                maximum=1_000_000,
                optional=True,
                meaning="the length of each vector; nothing takes what the wire brings",
            ),
        ),
        inputs=(Port("in", "indices"),),
        shape=_shape,
        reach=pointwise,
        write=function(_write),
        summarise=lambda v: "" if v.classes is None else f"{v.classes}",
    ),
)
