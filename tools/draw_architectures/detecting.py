"""Networks that find objects: boxes and classes at many places at once."""

from __future__ import annotations

from backend.declare.parameters import Json
from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import name_results
from tools.draw_architectures.parts import (
    ZEROS,
    conv,
    conv_norm,
    conv_norm_relu,
    dense,
    dropout,
    flatten,
    layer,
    leaky,
    pool,
    relu,
    reshape,
    start,
)
from tools.draw_architectures.sketch import Block, End, Parts, Picture

FAMILY = Family()
REDMON_2016 = "Redmon & Farhadi, YOLO9000: Better, Faster, Stronger, 2016"
REDMON_2018 = "Redmon & Farhadi, YOLOv3: An Incremental Improvement, 2018"


def dark(filters: int, kernel: int = 3, stride: int = 1) -> Parts:
    """Convolution, norm and leaky ReLU, as Darknet has them."""
    return conv_norm(filters, kernel, stride), leaky(0.1)


@FAMILY.draw(
    "A small YOLO: one convolutional network looks at the picture once; each of 7×7 cells says where an object "
    "is, how sure it is, and of which of 20 classes.",
    "after Redmon, Divvala, Girshick & Farhadi, You Only Look Once: Unified, Real-Time Object Detection, 2015",
)
def yolo_head(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=112, width=112))
    widths = (16, 32, 64, 128)
    end = picture.chain(image, *((dark(width), pool()) for width in widths), dark(128))
    grid = picture.add(conv(5 + 20, 1).named("grid", "Grid"), end)
    place = picture.chain(grid, layer("slice", "place", axis=1, stop=5), layer("sigmoid"))
    classes = picture.chain(grid, layer("slice", "classes", axis=1, start=5), layer("softmax", axis="channels"))
    name_results(picture, boxes=place, class_probabilities=classes)


@FAMILY.draw(
    "Tiny YOLO v2 for 20 classes: five boxes in each of 13×13 cells.",
    REDMON_2016,
    Published(15_867_885, "tiny-yolo-voc", -6_112, "running statistics of batch norm"),
    large=True,
)
def tiny_yolo_v2(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=416, width=416))
    stages = tuple((dark(width), pool()) for width in (16, 32, 64, 128, 256))
    end = picture.chain(image, *stages, dark(512), layer("pad", amounts=[0, 1, 0, 1], value=-1e4))
    end = picture.chain(end, pool(2, 1), dark(1024), dark(1024))
    grid = picture.add(conv(125, 1).named("grid", "Grid"), end)
    name_results(picture, boxes=picture.add(reshape(5, 25, 13, 13), grid))


def dark_residual(picture: Picture, width: int) -> Block:
    block = picture.block(f"residual_{width}", f"Residual {width}")
    entry = block.entry()
    block.result(block.add(layer("add"), entry, block.chain(entry, dark(width // 2, 1), dark(width))))
    return block


def _head(picture: Picture, end: End, width: int, number: int) -> tuple[End, End]:
    """Five convolutions; the boxes of one scale come behind a sixth."""
    name = f"neck{number}"
    neck = picture.chain_block(
        name, *(dark(width, 1), dark(2 * width), dark(width, 1), dark(2 * width), dark(width, 1)), title="Neck"
    )
    end = picture.place(neck, end, id=name)
    boxes = picture.chain(end, dark(2 * width), conv(255, 1).named(f"grid{number}", "Grid"))
    return end, boxes


@FAMILY.draw(
    "YOLOv3: Darknet-53 and boxes of 80 classes at three scales, coarse to fine.",
    REDMON_2018,
    Published(61_949_149, "yolov3, 80 classes, trainable ones"),
    large=True,
)
def yolo_v3(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=416, width=416))
    end = picture.chain(image, dark(32))
    scales: list[End] = []
    for number, (width, count) in enumerate(((64, 1), (128, 2), (256, 8), (512, 8), (1024, 4)), 1):
        end = picture.chain(end, dark(width, 3, 2))
        end = picture.place(dark_residual(picture, width), end, id=f"stage{number}", repeat=count)
        scales.append(end)
    end, coarse = _head(picture, scales[4], 512, 1)
    results = {"coarse": coarse}
    for number, (name, width, beside) in enumerate((("middle", 256, scales[3]), ("fine", 128, scales[2])), 2):
        larger = picture.chain(end, dark(width, 1), layer("upsample"))
        joined = picture.add(layer("concatenate"), larger, beside)
        end, results[name] = _head(picture, joined, width, number)
    name_results(picture, **results)


def _predictions(picture: Picture, end: End, name: str, boxes: int, classes: int, side: int) -> tuple[End, End]:
    """Class scores and corrections of each box at each place of a feature map, as rows."""
    rows = []
    for what, numbers in (("scores", classes), ("offsets", 4)):
        found = picture.add(conv(boxes * numbers).named(f"{name}_{what}"), end)
        last = picture.add(layer("permute", f"{name}_{what}_last", axes=[0, 2, 3, 1]), found)
        rows.append(picture.add(reshape(side * side * boxes, numbers).named(f"{name}_{what}_rows"), last))
    return rows[0], rows[1]


def _detections(picture: Picture, maps: list[tuple[End, int, int]], classes: int) -> None:
    """Joins the predictions of all feature maps, each with its number of boxes and its side."""
    found = [
        _predictions(picture, end, f"map{n}", boxes, classes, side) for n, (end, boxes, side) in enumerate(maps, 1)
    ]
    scores = picture.add(layer("concatenate", "class_scores", "Class scores", axis=1), *(row[0] for row in found))
    offsets = picture.add(layer("concatenate", "box_offsets", "Box offsets", axis=1), *(row[1] for row in found))
    name_results(picture, scores=scores, offsets=offsets)


@FAMILY.draw(
    "SSD-300 on VGG-16: 8732 boxes of six feature maps, each with 91 class scores and four corrections. RMS norm "
    "takes the place of L2 norm, which is the same up to the factor that its scale learns.",
    "Liu, Anguelov, Erhan, Szegedy, Reed, Fu & Berg, SSD: Single Shot MultiBox Detector, 2015",
    Published(35_641_826, "torchvision"),
    large=True,
    starts={"weight": start("xavier_uniform"), "bias": ZEROS},
)
def ssd300(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=300, width=300))
    end = picture.chain(image, *((conv(64), relu()) * 2), pool(), *((conv(128), relu()) * 2), pool())
    end = picture.chain(end, *((conv(256), relu()) * 3), pool(ceil=True), *((conv(512), relu()) * 3))
    scaled = picture.chain(
        end,
        layer("permute", "last", axes=[0, 2, 3, 1]),
        # Vectors of length 20 over 512 channels, as in the paper.
        layer("rms_norm", "scaled", initial_scale=start("constant", value=0.88388348)),
        layer("permute", "first", axes=[0, 3, 1, 2]),
    )
    end = picture.chain(end, pool(), *((conv(512), relu()) * 3), pool(3, 1, padding=1))
    end = picture.chain(end, conv(1024, dilation=6), relu(), conv(1024, 1), relu())
    maps = [(scaled, 4, 38), (end, 6, 19)]
    extras: tuple[tuple[Parts, int, int, int], ...] = (
        (conv(512, 3, 2, 1), 256, 6, 10),
        (conv(256, 3, 2, 1), 128, 6, 5),
        (conv(256, 3, 1, 0), 128, 4, 3),
        (conv(256, 3, 1, 0), 128, 4, 1),
    )
    for wide, narrow, boxes, side in extras:
        end = picture.chain(end, conv(narrow, 1), relu(), wide, relu())
        maps.append((end, boxes, side))
    _detections(picture, maps, 91)


@FAMILY.draw(
    "A small SSD for pictures of 64×64: three feature maps, three boxes at each place, five classes.",
    "after Liu and others, SSD: Single Shot MultiBox Detector, 2015",
    starts={"weight": start("xavier_uniform"), "bias": ZEROS},
)
def small_ssd(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=64, width=64))
    end = picture.chain(
        image, *((conv_norm_relu(width), pool()) for width in (16, 32)), conv_norm_relu(64), pool()
    )
    maps = [(end, 3, 8)]
    for side in (4, 2):
        end = picture.chain(end, conv_norm_relu(64, 3, 2))
        maps.append((end, 3, side))
    _detections(picture, maps, 5)


@FAMILY.draw(
    "Localises one object and names it: a shared trunk with two heads and two losses.",
    "after Sermanet and others, OverFeat: Integrated Recognition, Localization and Detection, 2013",
)
def classify_and_localise(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=64, width=64))
    trunk = picture.chain(
        image, *((conv_norm_relu(width), pool()) for width in (16, 32, 64)), flatten(), dropout()
    )
    scores = picture.chain(trunk, dense(64), relu(), dense(5, "scores", "Scores"))
    box = picture.chain(trunk, dense(64), relu(), dense(4, "box", "Box"))
    kind = picture.add(layer("class_target", "kind", classes=5))
    corners = picture.add(layer("value_target", "corners", features=4))
    picture.add(layer("cross_entropy", "class_loss"), scores, kind)
    picture.add(layer("huber", "box_loss", weight=2.0), box, corners)
    picture.add(layer("accuracy"), scores, kind)


@FAMILY.draw(
    "CenterNet-like: a heat map of object centres, and size and offset at each place.",
    "Zhou, Wang & Krähenbühl, Objects as Points, 2019",
)
def centre_heads(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=64, width=64))
    end = picture.chain(image, conv_norm_relu(32, 3, 2), conv_norm_relu(64, 3, 2), conv_norm_relu(64))
    heads: dict[str, End] = {}
    for name, channels in (("centres", 5), ("sizes", 2), ("offsets", 2)):
        # Centres are rare: their heat starts at 0.1.
        rare: dict[str, Json] = {"initial_bias": start("constant", value=-2.19)} if name == "centres" else {}
        last = conv(channels, 1, **rare).named(f"{name}_head", name.capitalize())
        head = picture.chain(end, conv(64), relu(), last)
        heads[name] = head
    heads["centres"] = picture.add(layer("sigmoid", "heat", "Heat map"), heads["centres"])
    name_results(picture, **heads)
