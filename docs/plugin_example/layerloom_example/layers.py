"""The layers' declarations. Nothing here imports torch: the editor loads this before its window opens."""

from __future__ import annotations

from layerloom.plugin import (
    LAYERS,
    Category,
    Code,
    Form,
    Integer,
    Layer,
    Number,
    Port,
    Shaped,
    ShapeError,
    Site,
    Types,
    Values,
    fixed,
    mask_of,
    only,
    require_batch_first,
    require_float,
)


def _snake_shape(_: Values, types: Types) -> Shaped:
    """What comes out is what came in; one number is learned; any form will do, as each number is on its own."""
    received = only(types)
    require_float(received)
    return Shaped({"out": received}, weights=1, form=Form.ANY)


def _write_snake(site: Site) -> Code:
    frequency = f"self.{site.name}"
    return Code(
        {"out": f"{site.x} + ({frequency} * {site.x}).sin().square() / {frequency}"},
        members=((site.name, f"nn.Parameter(torch.tensor({site.values.frequency!r}))"),),
    )


def _shift_shape(values: Values, types: Types) -> Shaped:
    """The same type again, if it has time and enough channels; refusals say what is needed and what to do."""
    received = only(types)
    require_float(received)
    require_batch_first(received)
    if not received.steps or received.rank < 3:
        raise ShapeError(
            "time",
            "shifts channels from step to step and needs a sequence or a video",
            "use a Sequence or a Video",
        )
    channels = fixed(received.sizes[2], "number of channels", "add a Dense before it")
    if channels < values.share:
        raise ShapeError(
            "channels",
            f"shifts one channel of {values.share} each way and received {channels}",
            f"set share to {channels} or less" if channels > 1 else "give the layer before it more units",
        )
    return Shaped({"out": received})


def _write_shift(site: Site) -> Code:
    channels = site.type.sizes[2]
    assert isinstance(channels, int)
    arguments = [site.x, str(channels // site.values.share)]
    if site.type.ragged is None:
        helpers: tuple[str, ...] = ("shift_channels_in_time",)
    else:
        arguments.append(mask_of(site, "in"))
        helpers = ("shift_channels_in_time", "step_mask")
    return Code({"out": f"shift_channels_in_time({', '.join(arguments)})"}, helpers=helpers)


SNAKE = Layer(
    type="snake",
    name="Snake",
    category=Category.ACTIVATION,
    glyph="activation",
    summary="Adds a wave to the straight line, and learns how fast it goes: for signals that repeat.",
    synonyms=("periodic", "sine", "sinusoidal", "audio"),
    torch="torch.sin",
    formula="y = x + sin²(a · x) / a, with a learned",
    parameters=(
        Number(
            name="frequency",
            default=1.0,
            above=0,
            maximum=1e3,
            meaning="how fast the wave goes before training",
        ),
    ),
    inputs=(Port("in", "numbers of any shape"),),
    shape=_snake_shape,
    write=_write_snake,
    summarise=lambda values: f"a = {values.frequency:g}",
)

TIME_SHIFT = Layer(
    type="time_shift",
    name="Time shift",
    category=Category.SHAPE,
    glyph="shape",
    summary="Moves some channels a step ahead and some a step back, so that 2-D layers see neighbouring frames.",
    synonyms=("tsm", "temporal shift module", "video", "roll"),
    torch="torch.cat",
    runtime="layerloom_example.runtime",
    formula="y[t, c] = x[t - 1, c], x[t + 1, c] or x[t, c], by the part of the channels",
    parameters=(
        Integer(
            name="share",
            default=4,
            minimum=2,
            maximum=1024,
            meaning="one channel of so many comes from the step before, and one from the step after",
        ),
    ),
    inputs=(Port("in", "a sequence or a video"),),
    outputs=(Port("out", "the same, each step with channels of its neighbours"),),
    shape=_shift_shape,
    write=_write_shift,
    summarise=lambda values: f"1/{values.share} each way",
)

LAYERS.add(SNAKE, TIME_SHIFT)
