"""Global pooling: from channels over space or time to one vector."""

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
from backend.declare.tensor_type import TensorType
from backend.layers.reaching import whole_space
from backend.layers.shapes import only, require_batch_first, require_float
from backend.layers.writing import mask_of

INPUTS = (Port("in", "channels over space, or a sequence"),)


def _shape(_: Values, types: Types) -> Shaped:
    received = only(types)
    require_float(received)
    require_batch_first(received)
    if received.rank < 3:
        advice = "remove it, or wire pictures or a sequence to it"
        raise ShapeError("rank", "pools over space or time and needs axes after the features", advice)
    batch, time, *rest = received.sizes
    if not received.steps:
        return Shaped({"out": received.with_sizes(batch, time)})
    if received.rank == 3:
        return Shaped({"out": received.with_sizes(batch, received.features).unmarked()})
    return Shaped({"out": received.with_sizes(batch, time, rest[0])}, form=Form.FOLDED)


def _axes(site: Site) -> tuple[int, ...]:
    """The axes to pool over in the form that the layer sees."""
    received: TensorType = site.type
    if received.steps and not site.folded:
        return (1,)
    return tuple(range(2, received.rank - site.folded))


def _writer(method: str, masked: str) -> Writer:
    def write(site: Site) -> Code:
        if site.type.ragged is not None and not site.folded:
            result = f"{masked}({site.x}, {mask_of(site, 'in')})"
            return Code({"out": result}, helpers=("step_mask", masked))
        axes = _axes(site)
        return Code({"out": f"{site.x}.{method}(dim={axes if len(axes) > 1 else axes[0]})"})

    return write


LAYERS.add(
    Layer(
        type="global_average_pool",
        name="Global average pool",
        category=Category.POOLING,
        glyph="pooling",
        summary="The average of each channel over space; of each feature over time in a sequence.",
        synonyms=("gap", "mean", "avgpool", "global pooling", "mean over time", "pooling over time"),
        torch="torch.mean",
        formula="y[c] = mean over all positions i of x[c, i]  [Lin et al. 2014]",
        inputs=INPUTS,
        used_with={"in": "wide maps"},
        shape=_shape,
        reach=whole_space,
        write=_writer("mean", "masked_mean"),
    ),
    Layer(
        type="global_max_pool",
        name="Global max pool",
        category=Category.POOLING,
        glyph="pooling",
        summary="The largest value of each channel over space; of each feature over time in a sequence.",
        synonyms=("gmp", "maximum", "maxpool", "global pooling", "max over time", "pooling over time"),
        torch="torch.amax",
        formula="y[c] = max over all positions i of x[c, i]",
        inputs=INPUTS,
        used_with={"in": "wide maps"},
        shape=_shape,
        reach=whole_space,
        write=_writer("amax", "masked_max"),
    ),
)
