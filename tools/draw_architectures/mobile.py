"""Networks for small devices: depthwise convolutions and inverted residuals."""

from __future__ import annotations

from dataclasses import dataclass

from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import classify
from tools.draw_architectures.parts import (
    conv,
    conv_norm,
    conv_norm_relu,
    dense,
    depthwise,
    dropout,
    layer,
    norm,
    pool,
    relu,
)
from tools.draw_architectures.sketch import Block, End, Part, Parts, Picture, Sketch

FAMILY = Family()
TORCHVISION = "torchvision"


@dataclass(frozen=True)
class Inverted:
    """An inverted residual: channels in, between and out; ``squeezed`` are those of its channel weights."""

    narrow: int
    wide: int
    out: int
    kernel: int = 3
    stride: int = 1
    squeezed: int = 0
    activation: str = "relu6"
    squeeze_activation: str = "relu"
    gate: str = "hard_sigmoid"

    @property
    def keeps_size(self) -> bool:
        return self.stride == 1 and self.narrow == self.out


def weigh_channels(sketch: Sketch, end: End, channels: int, inverted: Inverted) -> End:
    """Squeeze and excitation, drawn from its parts."""
    weights = sketch.chain(
        end,
        layer("adaptive_average_pool2d", "squeeze"),
        *(conv(inverted.squeezed, 1).named("reduce"), Part(inverted.squeeze_activation)),
        *(conv(channels, 1).named("expand"), Part(inverted.gate)),
    )
    return sketch.add(layer("multiply", "excite"), end, weights)


def inverted_residual(picture: Picture, name: str, inverted: Inverted) -> Block:
    """Widens the channels, looks at each alone, and narrows them; the input passes around where sizes agree."""
    block = picture.block(name, f"Inverted residual {inverted.narrow} → {inverted.out}")
    entry = end = block.entry()
    active = Part(inverted.activation)
    if inverted.wide != inverted.narrow:
        end = block.chain(end, conv_norm(inverted.wide, 1), active)
    end = block.chain(end, depthwise(inverted.kernel, inverted.stride, bias=False), norm(), active)
    if inverted.squeezed:
        end = weigh_channels(block, end, inverted.wide, inverted)
    end = block.chain(end, conv_norm(inverted.out, 1))
    block.result(block.add(layer("add"), entry, end) if inverted.keeps_size else end)
    return block


def _image(picture: Picture) -> End:
    return picture.add(layer("image", "image", channels=3, height=224, width=224))


def _end(picture: Picture, end: End, rate: float) -> None:
    parts: tuple[Parts, ...] = (dropout(rate),) if rate else ()
    scores = picture.chain(end, layer("global_average_pool"), *parts, dense(1000, "scores", "Scores"))
    classify(picture, scores, 1000)


def _separable_block(picture: Picture, width: int, stride: int) -> Block:
    return picture.chain_block(
        f"separable_{width}" + ("_half" if stride == 2 else ""),
        *(depthwise(3, stride, bias=False), norm(), relu()),
        conv_norm_relu(width, 1),
        title=f"Separable {width}",
    )


@FAMILY.draw(
    "MobileNet: every 3×3 convolution is taken apart into a depthwise and a 1×1 one.",
    "Howard and others, MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications, 2017",
    Published(4_231_976, "Keras applications, trainable ones"),
    large=True,
)
def mobilenet_v1(picture: Picture) -> None:
    end = picture.chain(_image(picture), conv_norm_relu(32, 3, 2))
    rows = ((64, 1, 1), (128, 2, 1), (128, 1, 1), (256, 2, 1), (256, 1, 1), (512, 2, 1), (512, 1, 5))
    for width, stride, repeat in (*rows, (1024, 2, 1), (1024, 1, 1)):
        block = _separable_block(picture, width, stride)
        end = picture.place(block, end, id=block.name.replace("separable", "stage"), repeat=repeat)
    _end(picture, end, 0.001)


@FAMILY.draw(
    "MobileNet v2: inverted residuals, narrow between and wide inside.",
    "Sandler, Howard, Zhu, Zhmoginov & Chen, MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018",
    Published(3_504_872, TORCHVISION),
    large=True,
)
def mobilenet_v2(picture: Picture) -> None:
    end = picture.chain(_image(picture), conv_norm(32, 3, 2), layer("relu6"))
    narrow = 32
    rows = (
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    )
    for number, (factor, out, count, stride) in enumerate(rows, 1):
        first = Inverted(narrow, factor * narrow, out, stride=stride)
        end = picture.place(inverted_residual(picture, f"widen_{out}", first), end, id=f"stage{number}_first")
        if count > 1:
            rest = inverted_residual(picture, f"keep_{out}", Inverted(out, factor * out, out))
            end = picture.place(rest, end, id=f"stage{number}", repeat=count - 1)
        narrow = out
    _end(picture, picture.chain(end, conv_norm(1280, 1), layer("relu6")), 0.2)


@FAMILY.draw(
    "MNASNet 1.0: found by a search that counted the time on a phone.",
    "Tan and others, MnasNet: Platform-Aware Neural Architecture Search for Mobile, 2018",
    Published(4_383_312, TORCHVISION),
    large=True,
)
def mnasnet(picture: Picture) -> None:
    end = picture.chain(
        _image(picture),
        conv_norm_relu(32, 3, 2),
        *(depthwise(bias=False), norm(), relu(), conv_norm(16, 1)),
    )
    narrow = 16
    rows = (
        (3, 24, 3, 3, 2),
        (3, 40, 3, 5, 2),
        (6, 80, 3, 5, 2),
        (6, 96, 2, 3, 1),
        (6, 192, 4, 5, 2),
        (6, 320, 1, 3, 1),
    )
    for number, (factor, out, count, kernel, stride) in enumerate(rows, 1):
        first = Inverted(narrow, factor * narrow, out, kernel, stride, activation="relu")
        end = picture.place(inverted_residual(picture, f"widen_{out}", first), end, id=f"stage{number}_first")
        if count > 1:
            same = Inverted(out, factor * out, out, kernel, activation="relu")
            rest = inverted_residual(picture, f"keep_{out}", same)
            end = picture.place(rest, end, id=f"stage{number}", repeat=count - 1)
        narrow = out
    _end(picture, picture.chain(end, conv_norm_relu(1280, 1)), 0.2)


Row = tuple[int, int, int, bool, str, int]
"""Kernel, channels between, channels out, weighed or not, activation, stride."""

V3_LARGE: tuple[Row, ...] = (
    (3, 16, 16, False, "relu", 1),
    (3, 64, 24, False, "relu", 2),
    (3, 72, 24, False, "relu", 1),
    (5, 72, 40, True, "relu", 2),
    (5, 120, 40, True, "relu", 1),
    (5, 120, 40, True, "relu", 1),
    (3, 240, 80, False, "hardswish", 2),
    (3, 200, 80, False, "hardswish", 1),
    (3, 184, 80, False, "hardswish", 1),
    (3, 184, 80, False, "hardswish", 1),
    (3, 480, 112, True, "hardswish", 1),
    (3, 672, 112, True, "hardswish", 1),
    (5, 672, 160, True, "hardswish", 2),
    (5, 960, 160, True, "hardswish", 1),
    (5, 960, 160, True, "hardswish", 1),
)
V3_SMALL: tuple[Row, ...] = (
    (3, 16, 16, True, "relu", 2),
    (3, 72, 24, False, "relu", 2),
    (3, 88, 24, False, "relu", 1),
    (5, 96, 40, True, "hardswish", 2),
    (5, 240, 40, True, "hardswish", 1),
    (5, 240, 40, True, "hardswish", 1),
    (5, 120, 48, True, "hardswish", 1),
    (5, 144, 48, True, "hardswish", 1),
    (5, 288, 96, True, "hardswish", 2),
    (5, 576, 96, True, "hardswish", 1),
    (5, 576, 96, True, "hardswish", 1),
)
HOWARD_2019 = "Howard and others, Searching for MobileNetV3, 2019"


def _divisible(channels: float) -> int:
    """The nearest multiple of 8 that loses at most a tenth."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded


def _mobilenet_v3(picture: Picture, rows: tuple[Row, ...], last: int, hidden: int) -> None:
    end = picture.chain(_image(picture), conv_norm(16, 3, 2), layer("hardswish"))
    narrow = 16
    made: dict[Inverted, Block] = {}
    for number, (kernel, wide, out, weighed, activation, stride) in enumerate(rows, 1):
        squeezed = _divisible(wide // 4) if weighed else 0
        inverted = Inverted(narrow, wide, out, kernel, stride, squeezed, activation)
        if inverted not in made:
            made[inverted] = inverted_residual(picture, f"residual{number}", inverted)
        end = picture.place(made[inverted], end, id=f"stage{number}")
        narrow = out
    end = picture.chain(
        end,
        *(conv_norm(last, 1), layer("hardswish"), layer("global_average_pool")),
        *(dense(hidden), layer("hardswish"), dropout(0.2), dense(1000, "scores", "Scores")),
    )
    classify(picture, end, 1000)


@FAMILY.draw("MobileNet v3, small.", HOWARD_2019, Published(2_542_856, TORCHVISION), large=True)
def mobilenet_v3_small(picture: Picture) -> None:
    _mobilenet_v3(picture, V3_SMALL, 576, 1024)


@FAMILY.draw("MobileNet v3, large.", HOWARD_2019, Published(5_483_032, TORCHVISION), large=True)
def mobilenet_v3_large(picture: Picture) -> None:
    _mobilenet_v3(picture, V3_LARGE, 960, 1280)


@FAMILY.draw(
    "EfficientNet-B0: inverted residuals that weigh their channels. Stochastic depth, which has no weights, is "
    "left out.",
    "Tan & Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019",
    Published(5_288_548, TORCHVISION),
    large=True,
)
def efficientnet_b0(picture: Picture) -> None:
    end = picture.chain(_image(picture), conv_norm(32, 3, 2), layer("silu"))
    narrow = 32
    rows = ((1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3))
    for number, (factor, kernel, stride, out, count) in enumerate(
        (*rows, (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)), 1
    ):
        for block_stride, times, name in ((stride, 1, "first"), (1, count - 1, "rest")):
            if times:
                gates = ("silu", "silu", "sigmoid")
                inverted = Inverted(narrow, factor * narrow, out, kernel, block_stride, narrow // 4, *gates)
                block = inverted_residual(picture, f"{name}_{out}", inverted)
                end = picture.place(block, end, id=f"stage{number}_{name}", repeat=times)
                narrow = out
    _end(picture, picture.chain(end, conv_norm(1280, 1), layer("silu")), 0.2)


def shuffle_unit(picture: Picture, width: int) -> Block:
    """One half of the channels passes; the other is worked on; then both are dealt out like cards."""
    block = picture.block(f"shuffle_{width}", f"Shuffle unit {width}")
    entry, half = block.entry(), width // 2
    kept = block.add(layer("slice", "kept", axis=1, stop=half), entry)
    worked = block.add(layer("slice", "worked", axis=1, start=half), entry)
    path = block.chain(worked, conv_norm_relu(half, 1), *(depthwise(bias=False), norm()), conv_norm_relu(half, 1))
    block.result(_shuffled(block, width, kept, path))
    return block


def halving_unit(picture: Picture, width: int) -> Block:
    """Both branches see all channels at half the size."""
    block = picture.block(f"halve_{width}", f"Halving unit {width}")
    entry, half = block.entry(), width // 2
    left = block.chain(entry, *(depthwise(3, 2, bias=False), norm()), conv_norm_relu(half, 1))
    right = block.chain(
        entry, conv_norm_relu(half, 1), *(depthwise(3, 2, bias=False), norm()), conv_norm_relu(half, 1)
    )
    block.result(_shuffled(block, width, left, right))
    return block


SIDES = {116: 28, 232: 14, 464: 7}


def _shuffled(block: Block, width: int, left: End, right: End) -> End:
    side = SIDES[width]
    return block.chain(
        block.add(layer("concatenate"), left, right),
        layer("reshape", "deal", dimensions=[2, width // 2, side, side]),
        layer("permute", "swap", axes=[0, 2, 1, 3, 4]),
        layer("reshape", "gather", dimensions=[width, side, side]),
    )


@FAMILY.draw(
    "ShuffleNet v2 1.0×: half of the channels pass each unit untouched, and all are shuffled behind it.",
    "Ma, Zhang, Zheng & Sun, ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design, 2018",
    Published(2_278_604, TORCHVISION),
    large=True,
)
def shufflenet_v2(picture: Picture) -> None:
    end = picture.chain(_image(picture), conv_norm_relu(24, 3, 2), pool(3, 2, padding=1))
    for number, (width, count) in enumerate(((116, 3), (232, 7), (464, 3)), 2):
        end = picture.place(halving_unit(picture, width), end, id=f"stage{number}_first")
        end = picture.place(shuffle_unit(picture, width), end, id=f"stage{number}", repeat=count)
    _end(picture, picture.chain(end, conv_norm_relu(1024, 1)), 0)
