"""From pictures to a sequence of patches."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Integer, Sizes
from backend.declare.reach import Reach, Window
from backend.declare.tensor_type import TensorType
from backend.layers.convolving import CHANNELS_ADVICE, each
from backend.layers.shapes import fixed, only, size_text, spatial, window
from backend.layers.writing import call

PATCH = Sizes(name="patch", rank=2, default=8, maximum=1024, meaning="rows and columns of each patch")


def one_picture(received: TensorType) -> TensorType:
    """What arrives, which has to be a picture and no video; raises `ShapeError`."""
    form, picture, _ = spatial(received, 2)
    if form is not Form.PLAIN:
        advice = "take one frame with a Select step, or run a convolution over each frame"
        raise ShapeError("rank", "makes a sequence of one picture, and a video has time already", advice)
    return picture


def _shape(values: Values, types: Types) -> Shaped:
    core = one_picture(only(types))
    channels = fixed(core.sizes[1], "number of channels", CHANNELS_ADVICE)
    patch = each(values.patch, 2)
    rows, columns = (window(size, side, side, (0, 0), 1) for size, side in zip(core.sizes[2:], patch))
    out = TensorType(core.element, (core.sizes[0], rows * columns, values.features), steps=True)
    taps = channels * patch[0] * patch[1]
    return Shaped({"out": out}, values.features * (taps + 1), out.per_sample() * taps)


def _reach(values: Values, _types: Types, _port: str) -> Reach:
    rows, columns = each(values.patch, 2)
    return Reach({2: Window(rows, rows), 3: Window(columns, columns)}, {2: 1, 3: 1})


def _write(site: Site) -> Code:
    values = site.values
    channels = site.type.sizes[1]
    constructor = call("nn.Conv2d", channels, values.features, kernel_size=values.patch, stride=values.patch)
    return Code(
        {"out": f"self.{site.name}({site.x}).flatten(2).transpose(1, 2)"}, members=((site.name, constructor),)
    )


LAYERS.add(
    Layer(
        type="patch_embedding",
        name="Patch embedding",
        category=Category.CONVOLUTION,
        glyph="convolution",
        summary="Cuts a picture into patches and makes a vector of each: a sequence for a transformer.",
        synonyms=("vit", "vision transformer", "patches", "tokens", "mixer"),
        torch="torch.nn.Conv2d",
        formula=(
            "y[p, f] = b[f] + Σ over c, i, j of w[f, c, i, j] · x[c, r·patch + i, q·patch + j], p = "
            "r·⌊W/patch⌋ + q\n"
            "[Dosovitskiy et al. 2021]"
        ),
        parameters=(
            PATCH,
            Integer(name="features", default=64, minimum=1, maximum=65_536, meaning="length of each vector"),
        ),
        inputs=(Port("in", "pictures"),),
        shape=_shape,
        reach=_reach,
        write=_write,
        summarise=lambda v: f"{v.features} · {size_text(v.patch, 2)}",
    )
)
