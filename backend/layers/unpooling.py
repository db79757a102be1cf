"""Max pooling that tells where each maximum was, and unpooling that puts values back there."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Sizes
from backend.declare.reach import by_port, unseen
from backend.declare.size import Size, product
from backend.declare.tensor_type import Element
from backend.layers.convolving import each
from backend.layers.pooling import dilation, pool_shape, summary, window_arguments, window_parameters
from backend.layers.reaching import pools, spreads
from backend.layers.shapes import spatial
from backend.layers.writing import Raw, call, printed

POOLED = Port("in", "pooled pictures")
INDICES = Port("indices", "where each value was: the indices of the Max pool with indices that shrank the picture")
LIKE = Port("like", "the picture before it was pooled, whose size the result gets", optional=True)


def _indexed_shape(values: Values, types: Types) -> Shaped:
    found = pool_shape(values, types, 2)
    out = found.outputs["out"]
    return Shaped({"out": out, "indices": out.as_element(Element.INT)}, form=found.form)


def _write_indexed(site: Site) -> Code:
    names = {port: f"{site.name}_{port}" if port in site.used else "_" for port in ("out", "indices")}
    constructor = call(
        "nn.MaxPool2d",
        kernel_size=site.values.kernel,
        **window_arguments(site.values),
        return_indices=True,
    )
    return Code(
        {port: name for port, name in names.items() if port in site.used},
        members=((site.name, constructor),),
        statements=(f"{names['out']}, {names['indices']} = self.{site.name}({site.x})",),
    )


def _unpool_shape(values: Values, types: Types) -> Shaped:
    received, indices = types["in"], types["indices"]
    form, core, back = spatial(received, 2)
    if indices.element is not Element.INT or indices.sizes != received.sizes:
        raise ShapeError(
            "indices",
            f"needs a position for each value, int{received.size_texts()}".replace("'", ""),
            "wire the indices of the Max pool with indices that made this size",
            "indices",
        )
    axes = _unpooled(values, types, core.sizes[2:])
    positions = product(axes)
    if isinstance(positions, int) and indices.below is not None and indices.below > positions:
        advice = "wire the indices of the Max pool with indices to it"
        expected = f"puts values at {positions} positions, but indices go up to {indices.below - 1}"
        raise ShapeError("index range", expected, advice, "indices")
    return Shaped({"out": back(core.with_sizes(*core.sizes[:2], *axes))}, form=form)


def _unpooled(values: Values, types: Types, pooled: tuple[Size, ...]) -> tuple[Size, ...]:
    """(size - 1) * stride + kernel, or the size of the picture before, which is less than a stride away."""
    kernels = each(values.kernel, 2)
    strides = kernels if values.stride is None else each(values.stride, 2)
    axes = tuple((size - 1) * stride + kernel for size, stride, kernel in zip(pooled, strides, kernels))
    if "like" not in types:
        return axes
    wanted = types["like"].sizes[-2:]
    if types["like"].rank != types["in"].rank or types["like"].sizes[:-3] != types["in"].sizes[:-3]:
        raise ShapeError("rank", "takes the size of a picture", "wire the input of the Max pool to it", "like")
    for size, axis, stride in zip(wanted, axes, strides):
        if isinstance(size, int) and isinstance(axis, int) and not axis - stride < size < axis + stride:
            raise ShapeError(
                "size",
                f"makes an axis of {axis}, and can't bring it to {size} with a stride of {stride}",
                "wire the input of the Max pool with indices that shrank this picture",
                "like",
            )
    return wanted


def _write_unpool(site: Site) -> Code:
    values = site.values
    named = {} if values.stride in (None, values.kernel) else {"stride": values.stride}
    if "like" in site.arguments:
        named["output_size"] = Raw(f"{site.arguments['like']}.shape[-2:]")
    x, indices = Raw(site.arguments["in"]), Raw(site.arguments["indices"])
    return Code({"out": call("F.max_unpool2d", x, indices, Raw(printed(values.kernel)), **named)})


LAYERS.add(
    Layer(
        type="max_pool_indices2d",
        name="Max pool with indices",
        category=Category.POOLING,
        glyph="pooling",
        summary="Keeps the largest value of each window, and tells where it was, for a Max unpool.",
        synonyms=("maxpool", "segnet", "return indices", "argmax pooling"),
        torch="torch.nn.MaxPool2d",
        formula=(
            "y[i] = max over k of x[i·stride + k·dilation - padding]\n"
            "indices[i] = the position of that maximum in x"
        ),
        parameters=(*window_parameters(2), dilation(2)),
        inputs=(Port("in", "pictures, or each frame of a video"),),
        outputs=(Port("out", "the largest values"), Port("indices", "the position of each in its picture")),
        shape=_indexed_shape,
        reach=pools(2),
        write=_write_indexed,
        summarise=summary(2),
    ),
    Layer(
        type="max_unpool2d",
        name="Max unpool 2-D",
        category=Category.POOLING,
        glyph="pooling",
        summary="Puts pooled values back where the largest ones were, with zeros around them.",
        synonyms=("unpooling", "segnet", "decoder", "upsample"),
        torch="torch.nn.MaxUnpool2d",
        formula="y[indices[i]] = x[i], elsewhere 0  [Zeiler & Fergus 2014]",
        parameters=(
            Sizes(name="kernel", rank=2, default=2, maximum=1024, meaning="size of the windows of the Max pool"),
            Sizes(
                name="stride",
                rank=2,
                default=None,
                maximum=1024,
                optional=True,
                meaning="how far those windows moved; nothing takes the kernel's size",
            ),
        ),
        inputs=(POOLED, INDICES, LIKE),
        used_with={"in": "pooled", "indices": "pooled.indices"},
        shape=_unpool_shape,
        reach=by_port(like=unseen, indices=spreads(2), **{"in": spreads(2)}),
        write=_write_unpool,
        summarise=summary(2),
    ),
)
