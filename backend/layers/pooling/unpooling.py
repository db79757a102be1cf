"""Max pooling that also returns the position of each maximum, and unpooling that puts values back there."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import (
    LAYERS,
    Category,
    Code,
    Form,
    Layer,
    Port,
    Shaped,
    ShapeError,
    Site,
    Types,
    Writer,
)
from backend.declare.parameters import Sizes
from backend.declare.reach import by_port, unseen
from backend.declare.size import Size, product
from backend.declare.tensor_type import Element, TensorType
from backend.layers.pooling.sliding import dilation, pool_shape, summary, window_arguments, window_parameters
from backend.layers.shared.reach import pools, spatial_axes, spreads
from backend.layers.shared.shapes import each, require_unragged, spatial
from backend.layers.shared.source import Raw, call, printed

FEEDS = {1: "pooled signal", 2: "pooled", 3: "pooled volume"}
"""What the reference wires to an unpool of so many axes."""
WHAT = {1: "sequences or signals", 2: "images, or each frame of a video", 3: "volumes"}
UNRAGGED = "use a Max pool, which returns no positions"
INDICES = Port("indices", "the position of each value: the indices of the Max pool with indices")
LIKE = Port("like", "the input of the Max pool, whose size the result gets", optional=True)


def _indexed_shape(values: Values, types: Types, rank: int) -> Shaped:
    found = pool_shape(values, types, rank)
    if found.form is Form.CHANNELS_FIRST:
        require_unragged(types["in"], advice=UNRAGGED)
    out = found.outputs["out"]
    indices = out.as_element(Element.INT)._replace(below=_index_bound(values, types["in"], out, rank))
    return Shaped({"out": out, "indices": indices}, form=found.form)


def _index_bound(values: Values, received: TensorType, out: TensorType, rank: int) -> int | None:
    """One more than the largest index: that of the last element of the last window, counted along all axes."""
    kernels, paddings = each(values.kernel, rank), each(values.padding, rank)
    strides = kernels if values.stride is None else each(values.stride, rank)
    largest = 0
    for axis, kernel, stride, padding, spread in zip(
        spatial_axes(received, rank), kernels, strides, paddings, each(values.dilation, rank)
    ):
        size, windows = received.sizes[axis], out.sizes[axis]
        if not isinstance(size, int) or not isinstance(windows, int):
            return None
        last = min(size - 1, (windows - 1) * stride + spread * (kernel - 1) - padding)
        largest = largest * size + last
    return largest + 1


def _indexed_writer(rank: int) -> Writer:
    def write(site: Site) -> Code:
        names = {port: f"{site.name}_{port}" if port in site.used else "_" for port in ("out", "indices")}
        constructor = call(
            f"nn.MaxPool{rank}d",
            kernel_size=site.values.kernel,
            **window_arguments(site.values),
            return_indices=True,
        )
        return Code(
            {port: name for port, name in names.items() if port in site.used},
            members=((site.name, constructor),),
            statements=(f"{names['out']}, {names['indices']} = self.{site.name}({site.x})",),
        )

    return write


def _unpool_shape(values: Values, types: Types, rank: int) -> Shaped:
    received, indices = types["in"], types["indices"]
    form, core, back = spatial(received, rank)
    if form is Form.CHANNELS_FIRST:
        require_unragged(received, advice="unpool a sequence of a fixed length")
    if indices.element is not Element.INT or indices.sizes != received.sizes:
        raise ShapeError(
            "indices",
            f"needs a position for each value, int{received.size_texts()}".replace("'", ""),
            "wire the indices of the Max pool with indices that has this output size; if that is wired, wire "
            "'like' of the Max unpool before, which rounded a size off",
            "indices",
        )
    _require_same_time(received, indices, "indices")
    axes = _unpooled(values, types, core.sizes[2:], rank)
    positions = product(axes)
    # Indices count within the last axes of one channel, which is why they
    # are compared with all positions together.
    if isinstance(positions, int) and indices.below is not None and indices.below > positions:
        advice = "wire the input of the Max pool with indices to 'like', so that positions are counted as there"
        expected = f"has {positions} positions, but indices go up to {indices.below - 1}"
        raise ShapeError("index range", expected, advice, "indices")
    return Shaped({"out": back(core.with_sizes(*core.sizes[:2], *axes))}, form=form)


def _require_same_time(received: TensorType, other: TensorType, port: str) -> None:
    if other.steps != received.steps:
        advice = "wire both outputs of one Max pool with indices"
        raise ShapeError(
            "rank", "needs a time axis on both its values and their positions, or on neither", advice, port
        )


def _unpooled(values: Values, types: Types, pooled: tuple[Size, ...], rank: int) -> tuple[Size, ...]:
    """(size - 1) * stride + kernel, or the size before the pooling, which differs by less than a stride."""
    kernels = each(values.kernel, rank)
    strides = kernels if values.stride is None else each(values.stride, rank)
    # Pooling rounds down: several sizes give the same number of windows, and `like` says which it was.
    axes = tuple((size - 1) * stride + kernel for size, stride, kernel in zip(pooled, strides, kernels))
    if "like" not in types:
        return axes
    received, like = types["in"], types["like"]
    _require_alike(received, like, rank)
    wanted = tuple(like.sizes[axis] for axis in spatial_axes(like, rank))
    for size, axis, stride in zip(wanted, axes, strides):
        if isinstance(size, int) and isinstance(axis, int) and not axis - stride < size < axis + stride:
            raise ShapeError(
                "size",
                f"makes an axis of size {axis}, which a stride of {stride} can't change to {size}",
                "wire the input of the Max pool with indices that has this output size",
                "like",
            )
    return wanted


def _require_alike(received: TensorType, like: TensorType, rank: int) -> None:
    """The same axes, and as many samples and frames."""
    leading = received.rank - rank - 1
    if (like.rank, like.steps) != (received.rank, received.steps) or (
        like.sizes[:leading] != received.sizes[:leading]
    ):
        expected = f"needs the input of the Max pool here, with {received.rank} axes"
        raise ShapeError("rank", expected, "wire the input of the Max pool to it", "like")


def _unpool_writer(rank: int) -> Writer:
    def write(site: Site) -> Code:
        values = site.values
        named = {} if values.stride in (None, values.kernel) else {"stride": values.stride}
        if "like" in site.arguments:
            named["output_size"] = Raw(f"{site.arguments['like']}.shape[-{rank}:]")
        x, indices = Raw(site.arguments["in"]), Raw(site.arguments["indices"])
        return Code({"out": call(f"F.max_unpool{rank}d", x, indices, Raw(printed(values.kernel)), **named)})

    return write


def _max_pool(rank: int) -> Layer:
    return Layer(
        type=f"max_pool_indices{rank}d",
        name=f"Max pool {rank}-D with indices",
        category=Category.POOLING,
        glyph="pooling",
        summary=f"Keeps the largest value of each window and returns its position, for a Max unpool {rank}-D.",
        synonyms=("maxpool", "segnet", "return indices", "argmax pooling"),
        torch=f"torch.nn.MaxPool{rank}d",
        formula=(
            "y[i] = max over k of x[i·stride + k·dilation - padding]\n"
            "indices[i] = the position of that maximum in x"
        ),
        parameters=(*window_parameters(rank), dilation(rank)),
        inputs=(Port("in", WHAT[rank]),),
        outputs=(Port("out", "the largest values"), Port("indices", "the position of each in the input")),
        shape=lambda values, types: _indexed_shape(values, types, rank),
        reach=pools(rank),
        write=_indexed_writer(rank),
        summarise=summary(rank),
    )


def _max_unpool(rank: int) -> Layer:
    return Layer(
        type=f"max_unpool{rank}d",
        name=f"Max unpool {rank}-D",
        category=Category.POOLING,
        glyph="pooling",
        summary="Puts pooled values back at the positions of the maxima and fills the rest with zeros.",
        synonyms=("unpooling", "segnet", "decoder", "upsample"),
        torch=f"torch.nn.MaxUnpool{rank}d",
        formula="y[indices[i]] = x[i], elsewhere 0  [Zeiler & Fergus 2014]",
        parameters=(
            Sizes(name="kernel", rank=rank, default=2, maximum=1024, meaning="kernel of the Max pool"),
            Sizes(
                name="stride",
                rank=rank,
                default=None,
                maximum=1024,
                optional=True,
                meaning="stride of the Max pool; empty means the kernel's size",
            ),
        ),
        inputs=(Port("in", f"pooled {WHAT[rank]}"), INDICES, LIKE),
        used_with={"in": FEEDS[rank], "indices": f"{FEEDS[rank]}.indices"},
        shape=lambda values, types: _unpool_shape(values, types, rank),
        reach=by_port(like=unseen, indices=spreads(rank), **{"in": spreads(rank)}),
        write=_unpool_writer(rank),
        summarise=summary(rank),
    )


LAYERS.add(*(make(rank) for make in (_max_pool, _max_unpool) for rank in WHAT))
