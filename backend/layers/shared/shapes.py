"""What layers share when they work out shapes: the axes they work on, sizes after a sliding window, refusals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backend.declare.declaration import Values
from backend.declare.layer import Form, ShapeError, Types
from backend.declare.size import Size
from backend.declare.tensor_type import BATCH, Element, TensorType

NAMES = {1: "[N, channels, length] or a sequence [N, T, features]", 2: "[N, channels, height, width]"}
NAMES[3] = "[N, channels, depth, height, width]"


def only(types: Types) -> TensorType:
    """The type that arrives at a layer's only input."""
    return next(iter(types.values()))


def fixed(size: Size, what: str, advice: str, port: str = "in") -> int:
    """The size as a number; raises `ShapeError` where it varies from batch to batch."""
    if isinstance(size, int):
        return size
    raise ShapeError("fixed size", f"needs a fixed {what}, not {size}", advice, port)


def require_float(received: TensorType, port: str = "in") -> None:
    if received.element is not Element.FLOAT:
        advice = "turn indices into vectors with an Embedding or a One-hot first"
        raise ShapeError("element type", "needs floating-point values", advice, port)


LENGTHS_ADVICE = "use a layer that takes lengths into account (recurrent, Global average pool, Layer norm) instead"


def require_unragged(received: TensorType, port: str = "in", advice: str = LENGTHS_ADVICE) -> None:
    if received.ragged is not None:
        raise ShapeError(
            "ragged", "would mix padding into its result, because the samples differ in length", advice, port
        )


def spatial(received: TensorType, rank: int) -> tuple[Form, TensorType, Callable[[TensorType], TensorType]]:
    """How a layer over ``rank`` spatial axes takes what it received.

    Returns the form, the type in that form as ``[N, channels, *axes]``, and the function that puts a result of
    that form back: a 2-D layer on video folds time into the batch, a 1-D layer on a sequence slides along time.
    """
    require_float(received)
    require_batch_first(received)
    if not received.steps and received.rank == rank + 2:
        return Form.PLAIN, received, lambda result: result
    if received.steps and rank == 1 and received.rank == 3:  # a sequence: (batch, time, features)
        batch, time, features = received.sizes
        core = received.with_sizes(batch, features, time)
        return Form.CHANNELS_FIRST, core, _time_second
    if received.steps and received.rank == rank + 3:  # a clip: (batch, time, channels, *axes)
        time = received.sizes[1]
        core = received.with_sizes(received.sizes[0], *received.sizes[2:])
        return (
            Form.FOLDED,
            core,
            lambda result: received.with_sizes(result.sizes[0], time, *result.sizes[1:]),
        )
    raise ShapeError("rank", f"works on {NAMES[rank]}", _rank_advice(received, rank))


def require_batch_first(received: TensorType, port: str = "in") -> None:
    """Refuses the states of a recurrent layer, whose first axis is not the batch."""
    # Nearly always the batch is this very object; comparing expressions takes far longer.
    first = received.sizes[0] if received.sizes else None
    if first is not BATCH and first != BATCH:
        advice = "use the output 'last' of the recurrent layer"
        raise ShapeError("batch", "needs the batch as the first axis", advice, port)


def channel_axis(received: TensorType) -> int:
    """The axis of the channels (or features): after the batch and time, which is the last axis of a sequence."""
    return 2 if received.steps else 1


def channels_second(received: TensorType) -> tuple[Form, Size]:
    """The form in which the channels are axis 1, for any rank, and how many channels there are."""
    require_float(received)
    require_batch_first(received)
    axis = channel_axis(received)
    if received.rank <= axis:
        advice = "add an Unsqueeze or a Reshape before it"
        raise ShapeError("rank", "works on channels and needs a channel axis", advice)
    if not received.steps:
        return Form.PLAIN, received.sizes[axis]
    return Form.CHANNELS_FIRST if received.rank == 3 else Form.FOLDED, received.sizes[axis]


def spatial_rank(form: Form, rank: int) -> int:
    """How many axes follow the channels in the form that a layer over channels sees."""
    return rank - 3 if form is Form.FOLDED else rank - 2


def axis_of(axis: int, rank: int) -> int:
    """The axis counted from the front; raises `ShapeError` for the batch and for axes that don't exist."""
    position = axis + rank if axis < 0 else axis
    if not 1 <= position < rank:
        last = rank - 1
        advice = f"choose an axis from 1 to {last}" if last > 1 else "wire a value with more axes to it"
        raise ShapeError("axis", f"works on axis {axis}, which does not exist or is the batch", advice)
    return position


def window(
    size: Size, kernel: int, stride: int, padding: tuple[int, int], dilation: int, ceil: bool = False
) -> Size:
    """The length of an axis after a sliding window.

    floor((size + padding - dilation * (kernel - 1) - 1) / stride) + 1, or the ceiling in its place.
    """
    reach = size + sum(padding) - dilation * (kernel - 1) - 1
    steps = _ceiling_steps(size, reach, stride, padding[0]) if ceil else reach // stride + 1
    if isinstance(steps, int) and steps < 1:
        raise ShapeError(
            "kernel",
            f"slides a window of {dilation * (kernel - 1) + 1} over an axis of {size} (padding {sum(padding)})",
            "use a smaller kernel or dilation, or more padding",
        )
    return steps


def _ceiling_steps(size: Size, reach: Size, stride: int, padding: int) -> Size:
    """How many windows fit when a partial last one counts, unless it begins in the right padding."""
    # -(-a // b) rounds up, for symbolic sizes too.
    steps = -((reach * -1) // stride) + 1
    if isinstance(steps, int) and isinstance(size, int):
        return steps - 1 if (steps - 1) * stride >= size + padding else steps
    # Of a symbolic size the last window can only be counted if it can never begin in the right padding.
    extent = size + 2 * padding - reach
    if isinstance(extent, int) and padding + stride > extent:
        raise ShapeError(
            "fixed size",
            f"can't tell how many partial windows fit an axis of {size}",
            "turn off ceil, or use a stride and padding smaller than the window",
        )
    return steps


def same_padding(kernel: int, dilation: int) -> tuple[int, int]:
    """The padding before and after that keeps the length at stride 1; torch puts an odd element after."""
    total = dilation * (kernel - 1)
    return total // 2, total - total // 2


def _time_second(result: TensorType) -> TensorType:
    batch, features, time = result.sizes
    return result.with_sizes(batch, time, features)


def _rank_advice(received: TensorType, rank: int) -> str:
    if received.steps and rank == 3 and received.rank == 5:
        return "permute the video with [0, 2, 1, 3, 4] first, so that channels come before time"
    fitting = 1 if received.steps and received.rank == 3 else received.rank - (3 if received.steps else 2)
    if 1 <= fitting <= 3:
        return f"use the {fitting}-D layer, or a Reshape before it"
    return "add a Reshape before it" if fitting < 1 else "add a Flatten or a Reshape before it"


def size_text(value: int | Sequence[int], rank: int) -> str:
    """``3×3`` for a kernel of 3 over two axes, as a node's card shows it."""
    return "×".join(str(item) for item in ((value,) * rank if isinstance(value, int) else value))


def each(value: int | list[int], rank: int) -> tuple[int, ...]:
    """The value for each axis, where one number may stand for all of them."""
    return (value,) * rank if isinstance(value, int) else tuple(value)


def paddings(values: Values, rank: int) -> list[tuple[int, int]]:
    """Padding before and after each axis. "same" with a stride pads as for stride 1, half on each side."""
    if values.padding != "same":
        return [(p, p) for p in each(values.padding, rank)]
    return list(map(same_padding, each(values.kernel, rank), each(values.dilation, rank)))


DENSE_ADVICE = "add a Global average pool or a Flatten before it"


def dense_features(received: TensorType, port: str = "in") -> int:
    """The fixed size of the last axis; raises `ShapeError` where there is none."""
    require_float(received, port)
    if received.rank < 2:
        advice = "wire a vector to it"
        raise ShapeError("rank", "works on the last axis and needs at least [N, features]", advice, port)
    if not isinstance(received.features, int):
        raise ShapeError("fixed size", "works on the last axis and needs a fixed size there", DENSE_ADVICE, port)
    return received.features
