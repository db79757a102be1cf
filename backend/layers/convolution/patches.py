"""Patches of images: embedded as a sequence for a transformer, unfolded, and folded together again."""

from __future__ import annotations

from functools import partial
from math import prod

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Integer, Json, Parameter, Sizes
from backend.declare.reach import Extent, Reach, Window
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType
from backend.layers.convolution.common import CHANNELS_ADVICE
from backend.layers.pooling.sliding import dilation, summary
from backend.layers.shared.initial import FILTERS_WITH_BIAS, usual
from backend.layers.shared.shapes import (
    each,
    fixed,
    only,
    require_batch_first,
    require_float,
    require_unragged,
    size_text,
    spatial,
    window,
)
from backend.layers.shared.source import Raw, call, differing, function

PATCH = Sizes(name="patch", rank=2, default=8, maximum=1024, meaning="height and width of each patch")


def one_image(received: TensorType) -> TensorType:
    """The received type, which has to be an image and not a video; raises `ShapeError`."""
    form, image, _ = spatial(received, 2)
    if form is not Form.PLAIN:
        advice = "take one frame with a Select step, or run a convolution over each frame"
        raise ShapeError("rank", "makes a sequence of one image, but a video already has a time axis", advice)
    return image


def _shape(values: Values, types: Types) -> Shaped:
    core = one_image(only(types))
    channels = fixed(core.sizes[1], "number of channels", CHANNELS_ADVICE)
    patch = each(values.patch, 2)
    # The stride is the patch, so that pixels after the last whole patch are left out.
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
        summary="Cuts an image into patches and projects each to a vector: a sequence for a transformer.",
        synonyms=("vit", "vision transformer", "patches", "tokens", "mixer"),
        torch="torch.nn.Conv2d",
        formula=(
            "y[p, f] = b[f] + Σ over c, i, j of w[f, c, i, j] · x[c, r·patch + i, q·patch + j], p = "
            "r·⌊W/patch⌋ + q\n"
            "[Dosovitskiy et al. 2021]"
        ),
        parameters=(
            PATCH,
            Integer(name="features", default=64, minimum=1, maximum=65_536, meaning="size of each vector"),
            *FILTERS_WITH_BIAS,
        ),
        initial=usual(),
        inputs=(Port("in", "images"),),
        shape=_shape,
        reach=_reach,
        write=_write,
        summarise=lambda v: f"{v.features} · {size_text(v.patch, 2)}",
    )
)


TORCH_DEFAULTS: dict[str, Json] = {"stride": 1, "padding": 0, "dilation": 1}
PATCHES: tuple[Parameter, ...] = (
    Sizes(name="kernel", rank=2, default=8, maximum=1024, meaning="height and width of each patch"),
    Sizes(
        name="stride",
        rank=2,
        default=None,
        maximum=1024,
        optional=True,
        meaning="distance between neighbouring patches; empty means the kernel's size, so that they don't overlap",
    ),
    Sizes(
        name="padding",
        rank=2,
        default=0,
        minimum=0,
        maximum=512,
        advanced=True,
        meaning="number of zeros added on each side of the image",
    ),
    dilation(2),
)


def _patches(values: Values, image: tuple[Size, ...]) -> tuple[Size, Size]:
    """The number of patches along height and width; raises `ShapeError`."""
    rows, columns = (
        window(size, step.span, step.stride, (step.before, step.before), 1)
        for size, step in zip(image, _windows(values))
    )
    return rows, columns


def _windows(values: Values) -> list[Window]:
    kernels = each(values.kernel, 2)
    strides = kernels if values.stride is None else each(values.stride, 2)
    sides, gaps = each(values.padding, 2), each(values.dilation, 2)
    return [Window(d * (k - 1) + 1, s, p) for k, s, p, d in zip(kernels, strides, sides, gaps)]


def _unfold_shape(values: Values, types: Types) -> Shaped:
    image = one_image(only(types))
    rows, columns = _patches(values, image.sizes[2:])
    values_per_patch = image.sizes[1] * prod(each(values.kernel, 2))
    return Shaped(
        {"out": TensorType(image.element, (image.sizes[0], rows * columns, values_per_patch), steps=True)}
    )


def _fold_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    _require_patches(received)
    taps, size = prod(each(values.kernel, 2)), each(values.size, 2)
    channels = received.features // taps
    if channels * taps != received.features:
        expected = f"needs a multiple of {taps} values in each patch, but receives {received.features}"
        raise ShapeError(
            "sizes", expected, "use the kernel of the Unfold, or a Dense with as many units before it"
        )
    rows, columns = _patches(values, size)
    count = fixed(received.sizes[1], "number of patches", "give the image before the Unfold a fixed size")
    if count != rows * columns:
        raise ShapeError(
            "patches",
            f"puts {rows} × {columns} patches on {size[0]}×{size[1]} pixels, but receives {count}",
            "use the size of the image before the Unfold, and its kernel, stride and padding",
        )
    return Shaped({"out": TensorType(received.element, (received.sizes[0], channels, *size))})


def _require_patches(received: TensorType) -> None:
    require_float(received)
    require_batch_first(received)
    if not received.steps or received.rank != 3:
        advice = "wire an Unfold, or a result computed from its patches, to it"
        raise ShapeError("rank", "works on a sequence of patches [N, patches, values]", advice)
    require_unragged(received, advice="all samples must have the same number of patches")


def _unfold_reach(values: Values, _types: Types, _port: str) -> Reach:
    rows, columns = _windows(values)
    # Rows and columns become one axis of patches, and channels become features.
    return Reach({2: rows, 3: columns}, {1: 2, 2: 1, 3: 1})


def _fold_reach(_values: Values, _types: Types, _port: str) -> Reach:
    """A pixel sees the patches that cover it: neighbours in the image, but not in the sequence of patches."""
    return Reach({1: Extent.UNKNOWN}, {1: 2, 2: 1})


def _arguments(values: Values) -> dict[str, Json]:
    stride = values.kernel if values.stride is None else values.stride
    given = {"dilation": values.dilation, "padding": values.padding, "stride": stride}
    return {"kernel_size": values.kernel, **differing(TORCH_DEFAULTS, given)}


def _unfold(site: Site) -> str:
    return f"{call('F.unfold', Raw(site.x), **_arguments(site.values))}.transpose(1, 2)"


def _fold(site: Site) -> str:
    columns = Raw(f"{site.x}.transpose(1, 2)")
    return call("F.fold", columns, output_size=site.values.size, **_arguments(site.values))


_patched = partial(Layer, category=Category.SHAPE, glyph="shape", summarise=summary(2))

LAYERS.add(
    _patched(
        type="unfold",
        name="Unfold",
        summary="Cuts an image into patches, which may overlap: a sequence with the values of each patch.",
        synonyms=("im2col", "patches", "extract patches", "sliding window", "image to columns", "tokens"),
        torch="torch.nn.Unfold",
        formula=(
            "y[p, (c·K + i)·L + j] = x[c, r·stride + i·dilation - padding, q·stride + j·dilation - padding]\n"
            "patch p lies in row r and column q of all patches, kernel K × L"
        ),
        parameters=PATCHES,
        inputs=(Port("in", "images"),),
        used_with={"in": "image"},
        shape=_unfold_shape,
        reach=_unfold_reach,
        write=function(_unfold),
    ),
    _patched(
        type="fold",
        name="Fold",
        summary="Assembles an image from its patches: the inverse of Unfold, adding values where patches overlap.",
        synonyms=("col2im", "patches", "reassemble", "overlap-add", "columns to image"),
        torch="torch.nn.Fold",
        formula=(
            "y[c, m, n] = Σ of x[p, (c·K + i)·L + j] over all patches p and i, j that lie on m, n\n"
            "m = r·stride + i·dilation - padding, n = q·stride + j·dilation - padding, kernel K × L"
        ),
        parameters=(
            Sizes(name="size", rank=2, default=32, maximum=65_536, meaning="height and width of the image"),
            *PATCHES,
        ),
        inputs=(Port("in", "the patches of each image, row by row"),),
        outputs=(Port("out", "images"),),
        used_with={"in": "patches"},
        shape=_fold_shape,
        reach=_fold_reach,
        write=function(_fold),
    ),
)
