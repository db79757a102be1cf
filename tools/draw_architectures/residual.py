"""Networks with skip connections: ResNet and what grew from it."""

from __future__ import annotations

from dataclasses import dataclass

from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import classify
from tools.draw_architectures.parts import (
    TORCH,
    conv,
    conv_norm,
    conv_norm_relu,
    dense,
    layer,
    norm,
    pool,
    relu,
    start,
)
from tools.draw_architectures.sketch import Block, End, Parts, Picture

FAMILY = Family()
TORCHVISION = "torchvision"
HE_NORMAL = {"weight": start("kaiming_normal", mode="fan_out")}
"""Of the convolutions: the filters of He et al., Delving Deep into Rectifiers, 2015."""
HE_2015 = "He, Zhang, Ren & Sun, Deep Residual Learning for Image Recognition, 2015"


@dataclass(frozen=True)
class Style:
    """How bottlenecks differ: groups and width of the middle, and whether channels are weighed."""

    groups: int = 1
    width_factor: int = 1
    excitation: bool = False


def basic_block(picture: Picture, width: int, stride: int, projects: bool) -> Block:
    name = f"basic_{width}" + ("_first" if projects else "")
    block = picture.block(name, f"Basic block {width}" + (", first" if projects else ""))
    entry = block.entry()
    path = block.chain(entry, conv_norm_relu(width, stride=stride), conv_norm(width))
    skip = block.chain(entry, *_projection(width, stride)) if projects else entry
    block.result(block.chain(block.add(layer("add"), path, skip), relu()))
    return block


def bottleneck(picture: Picture, width: int, stride: int, projects: bool, style: Style) -> Block:
    """1×1 to few channels, 3×3, 1×1 to four times as many, around which the input passes."""
    name = f"bottleneck_{width}" + ("_first" if projects else "")
    block = picture.block(name, f"Bottleneck {width}" + (", first" if projects else ""))
    entry = block.entry()
    middle = width * style.width_factor
    groups = {"groups": style.groups} if style.groups > 1 else {}
    path = block.chain(
        entry,
        conv_norm_relu(middle, 1),
        conv_norm_relu(middle, 3, stride, **groups),
        conv_norm(4 * width, 1),
        *((layer("squeeze_excitation"),) if style.excitation else ()),
    )
    skip = block.chain(entry, *_projection(4 * width, stride)) if projects else entry
    block.result(block.chain(block.add(layer("add"), path, skip), relu()))
    return block


def _projection(width: int, stride: int) -> tuple[Parts, ...]:
    """The 1×1 convolution that brings the skip connection to the size of the path."""
    return (
        conv(width, 1, stride, bias=False).named("projection"),
        norm().named("projection_norm"),
    )


def stages(picture: Picture, start: End, counts: tuple[int, ...], style: Style | None) -> End:
    """Four stages of bottlenecks, or of basic blocks where no style is given."""
    end = start
    for index, count in enumerate(counts):
        width, stride = 64 * 2**index, 1 if index == 0 else 2
        projects = style is not None or index > 0
        if projects:
            first = _block(picture, width, stride, True, style)
            end = picture.place(first, end, id=f"stage{index + 1}_first")
        rest = _block(picture, width, 1, False, style)
        repeat = count - projects
        end = picture.place(rest, end, id=f"stage{index + 1}", repeat=repeat)
    return end


def _block(picture: Picture, width: int, stride: int, projects: bool, style: Style | None) -> Block:
    if style is None:
        return basic_block(picture, width, stride, projects)
    return bottleneck(picture, width, stride, projects, style)


def stem(picture: Picture, side: int = 224) -> End:
    """The image, a 7×7 convolution and a pooling."""
    image = picture.add(layer("image", "image", channels=3, height=side, width=side))
    return picture.chain(image, conv_norm_relu(64, 7, 2), pool(3, 2, padding=1))


def _resnet(picture: Picture, counts: tuple[int, ...], style: Style | None) -> None:
    end = stages(picture, stem(picture), counts, style)
    scores = picture.chain(
        end, layer("global_average_pool"), dense(1000, "scores", "Scores", initial_weight=TORCH)
    )
    classify(picture, scores, 1000)


@FAMILY.draw(
    "ResNet-18: four stages of two basic blocks.",
    HE_2015,
    Published(11_689_512, TORCHVISION),
    large=True,
    starts=HE_NORMAL,
)
def resnet18(picture: Picture) -> None:
    _resnet(picture, (2, 2, 2, 2), None)


@FAMILY.draw(
    "ResNet-50: four stages of bottlenecks.",
    HE_2015,
    Published(25_557_032, TORCHVISION),
    large=True,
    starts=HE_NORMAL,
)
def resnet50(picture: Picture) -> None:
    _resnet(picture, (3, 4, 6, 3), Style())


@FAMILY.draw(
    "ResNet-152: the same as ResNet-50, deeper.",
    HE_2015,
    Published(60_192_808, TORCHVISION),
    large=True,
    starts=HE_NORMAL,
)
def resnet152(picture: Picture) -> None:
    _resnet(picture, (3, 8, 36, 3), Style())


@FAMILY.draw(
    "ResNeXt-50 32×4d: the middle of each bottleneck is split into 32 groups.",
    "Xie, Girshick, Dollár, Tu & He, Aggregated Residual Transformations for Deep Neural Networks, 2016",
    Published(25_028_904, TORCHVISION),
    large=True,
    starts=HE_NORMAL,
)
def resnext50(picture: Picture) -> None:
    _resnet(picture, (3, 4, 6, 3), Style(groups=32, width_factor=2))


@FAMILY.draw(
    "SE-ResNet-50: each bottleneck weighs its channels by what they hold on average.",
    "Hu, Shen & Sun, Squeeze-and-Excitation Networks, 2017",
    Published(28_088_024, "pretrained-models.pytorch"),
    large=True,
    starts=HE_NORMAL,
)
def se_resnet50(picture: Picture) -> None:
    _resnet(picture, (3, 4, 6, 3), Style(excitation=True))


@FAMILY.draw(
    "ResNet-20 for pictures of 32×32: three stages of three basic blocks, with projections between stages.",
    HE_2015 + ", section 4.2",
    Published(272_474, "pytorch-cifar-models"),
    starts=HE_NORMAL,
)
def resnet20_cifar(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=32, width=32))
    end = picture.chain(image, conv_norm_relu(16))
    end = picture.place(basic_block(picture, 16, 1, False), end, id="stage1", repeat=3)
    for index, width in enumerate((32, 64)):
        end = picture.place(basic_block(picture, width, 2, True), end, id=f"stage{index + 2}_first")
        end = picture.place(basic_block(picture, width, 1, False), end, id=f"stage{index + 2}", repeat=2)
    scores = picture.chain(end, layer("global_average_pool"), dense(10, "scores", "Scores", initial_weight=TORCH))
    classify(picture, scores, 10)


def _preactivation(picture: Picture, width: int, stride: int, projects: bool) -> Block:
    """Norm and ReLU come before each convolution; the projection starts behind the first ReLU."""
    block = picture.block(f"wide_{width}" + ("_first" if projects else ""), f"Wide block {width}")
    entry = block.entry()
    active = block.chain(entry, norm(), relu())
    path = block.chain(active, conv_norm_relu(width, stride=stride), conv(width, bias=False))
    skip = block.add(conv(width, 1, stride, bias=False).named("projection"), active) if projects else entry
    block.result(block.add(layer("add"), path, skip))
    return block


@FAMILY.draw(
    "Wide ResNet 40-2: few layers more, each twice as wide, norm and ReLU before each convolution.",
    "Zagoruyko & Komodakis, Wide Residual Networks, 2016",
    Published(2_243_546, "WRN-40-2, CIFAR-10"),
    large=True,
    starts=HE_NORMAL,
)
def wide_resnet_40_2(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=32, width=32))
    end = picture.add(conv(16, bias=False), image)
    for index, width in enumerate((32, 64, 128)):
        first = _preactivation(picture, width, 1 if index == 0 else 2, True)
        end = picture.place(first, end, id=f"stage{index + 1}_first")
        end = picture.place(_preactivation(picture, width, 1, False), end, id=f"stage{index + 1}", repeat=5)
    scores = picture.chain(
        end, norm(), relu(), layer("global_average_pool"), dense(10, "scores", "Scores", initial_weight=TORCH)
    )
    classify(picture, scores, 10)


def dense_layer(picture: Picture, growth: int) -> Block:
    """Adds ``growth`` channels to all that came before."""
    block = picture.block("dense_layer", "Dense layer", "Adds its channels to all that came before.")
    entry = block.entry()
    new = block.chain(
        entry,
        *(norm(), relu(), conv(4 * growth, 1, bias=False)),
        *(norm(), relu(), conv(growth, 3, bias=False)),
    )
    block.result(block.add(layer("concatenate"), entry, new))
    return block


@FAMILY.draw(
    "DenseNet-121: each layer sees the channels of all layers before it in its stage.",
    "Huang, Liu, van der Maaten & Weinberger, Densely Connected Convolutional Networks, 2016",
    Published(7_978_856, TORCHVISION),
    large=True,
    starts=HE_NORMAL,
)
def densenet121(picture: Picture) -> None:
    end, width = stem(picture), 64
    block = dense_layer(picture, 32)
    for index, count in enumerate((6, 12, 24, 16)):
        end = picture.place(block, end, id=f"stage{index + 1}", repeat=count)
        width += 32 * count
        if index < 3:
            width //= 2
            end = picture.chain(end, norm(), relu(), conv(width, 1, bias=False), pool(kind="average"))
    scores = picture.chain(
        end, norm(), relu(), layer("global_average_pool"), dense(1000, "scores", "Scores", initial_weight=TORCH)
    )
    classify(picture, scores, 1000)


@FAMILY.draw(
    "A small DenseNet for pictures of 32×32: growth 12, three stages of four layers.",
    "Huang, Liu, van der Maaten & Weinberger, Densely Connected Convolutional Networks, 2016",
    starts=HE_NORMAL,
)
def small_densenet(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=32, width=32))
    end, width = picture.add(conv(16, bias=False), image), 16
    block = dense_layer(picture, 12)
    for index in range(3):
        end = picture.place(block, end, id=f"stage{index + 1}", repeat=4)
        width += 12 * 4
        if index < 2:
            end = picture.chain(end, norm(), relu(), conv(width, 1, bias=False), pool(kind="average"))
    scores = picture.chain(
        end, norm(), relu(), layer("global_average_pool"), dense(10, "scores", "Scores", initial_weight=TORCH)
    )
    classify(picture, scores, 10)
