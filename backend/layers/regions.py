"""Region pooling: parts of a picture that boxes name."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Sizes
from backend.declare.tensor_type import Element, TensorType
from backend.layers.convolving import each
from backend.layers.shapes import require_batch_first, require_float, size_text, spatial
from backend.layers.writing import printed

SIZE = Sizes(name="size", rank=2, default=7, maximum=256, meaning="rows and columns of each region in the result")


def _shape(values: Values, types: Types) -> Shaped:
    received, boxes = types["in"], types["boxes"]
    form, core, _ = spatial(received, 2)
    if form is not Form.PLAIN:
        raise ShapeError("rank", "looks at one picture", "take one frame with a Select step first")
    require_float(boxes, "boxes")
    require_batch_first(boxes, "boxes")
    if boxes.rank != 3 or boxes.features != 4:
        advice = "wire left, top, right and bottom of each box, from 0 to 1"
        rule = "rank" if boxes.rank != 3 else "sizes"
        raise ShapeError(rule, "needs boxes [N, regions, 4]", advice, "boxes")
    sizes = (*boxes.sizes[:2], core.sizes[1], *each(values.size, 2))
    return Shaped({"out": TensorType(Element.FLOAT, sizes, steps=True, ragged=boxes.ragged)})


def _write(site: Site) -> Code:
    size = printed(each(site.values.size, 2))
    result = f"pool_regions({site.arguments['in']}, {site.arguments['boxes']}, {size})"
    return Code({"out": result}, helpers=("pool_regions",))


LAYERS.add(
    Layer(
        type="region_pool",
        name="Region pool",
        category=Category.POOLING,
        glyph="pooling",
        summary="Cuts regions out of a picture and brings them all to one size; 2-D layers then work on each.",
        synonyms=("roi pooling", "roi align", "boxes", "detection", "crop"),
        torch="torch.nn.functional.grid_sample",
        formula=(
            "y[r, c, i, j] = x[c] at height top + (bottom - top)·(i + ½)/rows and width left + (right "
            "- left)·(j + ½)/columns\n"
            "of box r, interpolated between its four neighbours  [He et al. 2017]"
        ),
        parameters=(SIZE,),
        inputs=(
            Port("in", "pictures"),
            Port("boxes", "left, top, right and bottom of each region, as shares of width and height"),
        ),
        used_with={"in": "maps", "boxes": "boxes"},
        shape=_shape,
        write=_write,
        summarise=lambda v: size_text(v.size, 2),
    )
)
