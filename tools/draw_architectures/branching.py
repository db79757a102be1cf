"""Networks whose modules look at several sizes at once: the Inception family and Xception."""

from __future__ import annotations

from dataclasses import dataclass

from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import classify
from tools.draw_architectures.parts import (
    conv_norm,
    conv_norm_relu,
    dense,
    dropout,
    flatten,
    layer,
    norm,
    pool,
    relu,
)
from tools.draw_architectures.sketch import Block, Parts, Picture

FAMILY = Family()
TORCHVISION = "torchvision, without the auxiliary classifiers"
SZEGEDY_2015 = "Szegedy, Vanhoucke, Ioffe, Shlens & Wojna, Rethinking the Inception Architecture, 2015"
Branch = tuple[Parts, ...]


def side_by_side(picture: Picture, name: str, title: str, *branches: Branch) -> Block:
    """A block whose branches all look at its input and whose results are joined."""
    block = picture.block(name, title)
    entry = block.entry()
    ends = [block.chain(entry, *branch) for branch in branches]
    block.result(block.add(layer("concatenate"), *ends))
    return block


@dataclass(frozen=True)
class Widths:
    """Filters of the four branches of a GoogLeNet module."""

    one: int
    three: tuple[int, int]
    five: tuple[int, int]
    pooled: int


GOOGLENET: dict[str, Widths] = {
    "3a": Widths(64, (96, 128), (16, 32), 32),
    "3b": Widths(128, (128, 192), (32, 96), 64),
    "4a": Widths(192, (96, 208), (16, 48), 64),
    "4b": Widths(160, (112, 224), (24, 64), 64),
    "4c": Widths(128, (128, 256), (24, 64), 64),
    "4d": Widths(112, (144, 288), (32, 64), 64),
    "4e": Widths(256, (160, 320), (32, 128), 128),
    "5a": Widths(256, (160, 320), (32, 128), 128),
    "5b": Widths(384, (192, 384), (48, 128), 128),
}
POOLED_AFTER = {"3b": 3, "4e": 2}


def inception_module(picture: Picture, name: str, widths: Widths) -> Block:
    return side_by_side(
        picture,
        f"inception_{name}",
        f"Inception {name}",
        (conv_norm_relu(widths.one, 1),),
        (conv_norm_relu(widths.three[0], 1), conv_norm_relu(widths.three[1], 3)),
        (conv_norm_relu(widths.five[0], 1), conv_norm_relu(widths.five[1], 3)),
        (pool(3, 1, padding=1), conv_norm_relu(widths.pooled, 1)),
    )


@FAMILY.draw(
    "GoogLeNet: nine Inception modules, each with four branches. As in torchvision each convolution is normalised "
    "and the third branch has kernels of 3×3.",
    "Szegedy and others, Going Deeper with Convolutions, 2014",
    Published(6_624_904, TORCHVISION),
    large=True,
)
def googlenet(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=224, width=224))
    end = picture.chain(
        image,
        *(conv_norm_relu(64, 7, 2), pool(3, 2, ceil=True)),
        *(conv_norm_relu(64, 1), conv_norm_relu(192, 3), pool(3, 2, ceil=True)),
    )
    for name, widths in GOOGLENET.items():
        end = picture.place(inception_module(picture, name, widths), end, id=f"inception{name}")
        if name in POOLED_AFTER:
            end = picture.add(pool(POOLED_AFTER[name], 2, ceil=True), end)
    scores = picture.chain(end, layer("global_average_pool"), dropout(0.2), dense(1000, "scores", "Scores"))
    classify(picture, scores, 1000)


def _pooled(filters: int) -> Branch:
    return pool(3, 1, "average", padding=1), conv_norm_relu(filters, 1)


def _sized(picture: Picture, pooled: int) -> Block:
    return side_by_side(
        picture,
        f"inception_a{pooled}",
        "Inception A",
        (conv_norm_relu(64, 1),),
        (conv_norm_relu(48, 1), conv_norm_relu(64, 5)),
        (conv_norm_relu(64, 1), conv_norm_relu(96), conv_norm_relu(96)),
        _pooled(pooled),
    )


def _factorised(picture: Picture, width: int) -> Block:
    """7×7 as a row and a column."""
    row: list[int] = [1, 7]
    column: list[int] = [7, 1]
    return side_by_side(
        picture,
        f"inception_c{width}",
        "Inception C",
        (conv_norm_relu(192, 1),),
        (conv_norm_relu(width, 1), conv_norm_relu(width, row), conv_norm_relu(192, column)),
        (
            conv_norm_relu(width, 1),
            *(conv_norm_relu(width, column), conv_norm_relu(width, row)),
            *(conv_norm_relu(width, column), conv_norm_relu(192, row)),
        ),
        _pooled(192),
    )


def _expanded(picture: Picture) -> Block:
    """Both 3×3 branches fork into a row and a column."""
    block = picture.block("inception_e", "Inception E")
    entry = block.entry()
    wide = block.chain(entry, conv_norm_relu(384, 1))
    deep = block.chain(entry, conv_norm_relu(448, 1), conv_norm_relu(384))
    ends = [block.chain(entry, conv_norm_relu(320, 1))]
    ends += [block.chain(end, conv_norm_relu(384, kernel)) for end in (wide, deep) for kernel in ([1, 3], [3, 1])]
    ends.append(block.chain(entry, *_pooled(192)))
    block.result(block.add(layer("concatenate"), *ends))
    return block


def _smaller(picture: Picture) -> Block:
    return side_by_side(
        picture,
        "inception_b",
        "Inception B: half the size",
        (conv_norm_relu(384, 3, 2, 0),),
        (conv_norm_relu(64, 1), conv_norm_relu(96), conv_norm_relu(96, 3, 2, 0)),
        (pool(3, 2),),
    )


def _smallest(picture: Picture) -> Block:
    return side_by_side(
        picture,
        "inception_d",
        "Inception D: half the size",
        (conv_norm_relu(192, 1), conv_norm_relu(320, 3, 2, 0)),
        (
            *(conv_norm_relu(192, 1), conv_norm_relu(192, [1, 7])),
            *(conv_norm_relu(192, [7, 1]), conv_norm_relu(192, 3, 2, 0)),
        ),
        (pool(3, 2),),
    )


@FAMILY.draw(
    "Inception v3: large kernels are taken apart into small ones, rows and columns.",
    SZEGEDY_2015,
    Published(23_834_568, TORCHVISION),
    large=True,
)
def inception_v3(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=299, width=299))
    end = picture.chain(
        image,
        *(conv_norm_relu(32, 3, 2, 0), conv_norm_relu(32, 3, 1, 0), conv_norm_relu(64), pool(3, 2)),
        *(conv_norm_relu(80, 1), conv_norm_relu(192, 3, 1, 0), pool(3, 2)),
    )
    end = picture.place(_sized(picture, 32), end, id="a1")
    end = picture.place(_sized(picture, 64), end, id="a2", repeat=2)
    end = picture.place(_smaller(picture), end, id="b")
    end = picture.place(_factorised(picture, 128), end, id="c1")
    end = picture.place(_factorised(picture, 160), end, id="c2", repeat=2)
    end = picture.place(_factorised(picture, 192), end, id="c3")
    end = picture.place(_smallest(picture), end, id="d")
    end = picture.place(_expanded(picture), end, id="e", repeat=2)
    scores = picture.chain(end, layer("global_average_pool"), dropout(), dense(1000, "scores", "Scores"))
    classify(picture, scores, 1000)


def _separable(filters: int) -> Parts:
    return layer("separable_conv2d", filters=filters, bias=False), norm()


def xception_block(picture: Picture, name: str, first: int, width: int, leading_relu: bool) -> Block:
    """Two separable convolutions and a pooling beside a 1×1 convolution."""
    block = picture.block(name, f"Xception {first} / {width}")
    entry = block.entry()
    lead: tuple[Parts, ...] = (relu(),) if leading_relu else ()
    path = block.chain(entry, *lead, _separable(first), relu(), _separable(width), pool(3, 2, padding=1))
    skip = block.chain(entry, conv_norm(width, 1, 2))
    block.result(block.add(layer("add"), path, skip))
    return block


@FAMILY.draw(
    "Xception: Inception taken to its end, every convolution separable, with skip connections.",
    "Chollet, Xception: Deep Learning with Depthwise Separable Convolutions, 2016",
    Published(22_855_952, "Keras applications, trainable ones"),
    large=True,
)
def xception(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=299, width=299))
    end = picture.chain(image, conv_norm_relu(32, 3, 2, 0), conv_norm_relu(64, 3, 1, 0))
    for width in (128, 256, 728):
        block = xception_block(picture, f"entry_{width}", width, width, width != 128)
        end = picture.place(block, end, id=f"entry{width}")
    middle = picture.block("middle", "Middle flow")
    entry = middle.entry()
    path = middle.chain(entry, *((relu(), _separable(728)) * 3))
    middle.result(middle.add(layer("add"), path, entry))
    end = picture.place(middle, end, id="middle", repeat=8)
    end = picture.place(xception_block(picture, "exit", 728, 1024, True), end, id="exit")
    end = picture.chain(end, _separable(1536), relu(), _separable(2048), relu(), layer("global_average_pool"))
    classify(picture, picture.add(dense(1000, "scores", "Scores"), end), 1000)


@FAMILY.draw(
    "A small Inception network for pictures of 28×28: two modules.",
    "after Szegedy and others, Going Deeper with Convolutions, 2014",
)
def small_inception(picture: Picture) -> None:
    image = picture.add(layer("image", "image"))
    end = picture.chain(image, conv_norm_relu(32), pool())
    widths = Widths(16, (16, 24), (8, 12), 12)
    end = picture.place(inception_module(picture, "small", widths), end, id="module", repeat=2)
    end = picture.chain(end, pool(), flatten(), dropout(0.3))
    classify(picture, picture.add(dense(10, "scores", "Scores"), end), 10)
