"""Chains of convolutions: from LeNet to SqueezeNet."""

from __future__ import annotations

from backend.declare.parameters import Json
from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import classify, name_results
from tools.draw_architectures.parts import ZEROS, conv, dense, dropout, flatten, layer, norm, pool, relu, start
from tools.draw_architectures.sketch import Block, Parts, Picture

FAMILY = Family()
TORCHVISION = "torchvision"


@FAMILY.draw(
    "LeNet-5 reads handwritten digits: two convolutions with tanh, three dense layers.",
    "LeCun, Bottou, Bengio & Haffner, Gradient-Based Learning Applied to Document Recognition, 1998",
    Published(61_706, "with the third layer fully connected, as it is built today"),
)
def lenet5(picture: Picture) -> None:
    image = picture.add(layer("image", "image", height=32, width=32))
    features = picture.chain(
        image,
        *(conv(6, 5, padding=0), layer("tanh"), pool(kind="average")),
        *(conv(16, 5, padding=0), layer("tanh"), pool(kind="average")),
        *(conv(120, 5, padding=0), layer("tanh"), flatten()),
    )
    classify(picture, picture.chain(features, dense(84), layer("tanh"), dense(10, "scores", "Scores")), 10)


@FAMILY.draw(
    "The first network of the Keras guide: two convolutions and dropout tell digits apart.",
    "Chollet, Simple MNIST convnet, 2015",
    Published(34_826, "Keras example mnist_convnet"),
    starts={"weight": start("xavier_uniform"), "bias": ZEROS},
)
def mnist_convnet(picture: Picture) -> None:
    image = picture.add(layer("image", "image"))
    features = picture.chain(
        image,
        *(conv(32, padding=0), relu(), pool()),
        *(conv(64, padding=0), relu(), pool()),
        *(flatten(), dropout()),
    )
    classify(picture, picture.add(dense(10, "scores", "Scores"), features), 10)


@FAMILY.draw(
    "AlexNet, which won ImageNet in 2012, in the form for one device.",
    "Krizhevsky, Sutskever & Hinton, ImageNet Classification with Deep Convolutional Neural Networks, 2012; "
    "Krizhevsky, One Weird Trick for Parallelizing Convolutional Neural Networks, 2014",
    Published(61_100_840, TORCHVISION),
    large=True,
    starts={"weight": start("normal", std=0.01), "bias": ZEROS},
)
def alexnet(picture: Picture) -> None:
    # As in section 5: the ReLUs behind these layers are given positive inputs at first.
    ones: dict[str, Json] = {"initial_bias": start("ones")}
    image = picture.add(layer("image", "image", channels=3, height=224, width=224))
    features = picture.chain(
        image,
        *(conv(64, 11, 4, 2), relu(), pool(3, 2)),
        *(conv(192, 5, **ones), relu(), pool(3, 2)),
        *(conv(384), relu(), conv(256, **ones), relu(), conv(256, **ones), relu(), pool(3, 2)),
        flatten(),
    )
    scores = picture.chain(
        features,
        *(dropout(), dense(4096, **ones), relu()),
        *(dropout(), dense(4096, **ones), relu()),
        dense(1000, "scores", "Scores"),
    )
    classify(picture, scores, 1000)


def vgg16_features() -> tuple[Parts, ...]:
    """The 13 convolutions of VGG-16 and their five poolings."""
    stages = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
    return tuple((*((conv(width), relu()) * count), pool()) for width, count in stages)


@FAMILY.draw(
    "VGG-16: nothing but 3×3 convolutions and poolings, sixteen layers with weights.",
    "Simonyan & Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, 2014",
    Published(138_357_544, TORCHVISION),
    large=True,
    starts={"weight": start("xavier_uniform"), "bias": ZEROS},
)
def vgg16(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=224, width=224))
    scores = picture.chain(
        image,
        *vgg16_features(),
        *(flatten(), dense(4096), relu(), dropout(), dense(4096), relu(), dropout()),
        dense(1000, "scores", "Scores"),
    )
    classify(picture, scores, 1000)


@FAMILY.draw(
    "Network in network: 1×1 convolutions mix the channels at each pixel, and an average over space ends it.",
    "Lin, Chen & Yan, Network In Network, 2013",
)
def network_in_network(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=32, width=32))
    scores = picture.chain(
        image,
        *(conv(192, 5), relu(), conv(160, 1), relu(), conv(96, 1), relu(), pool(3, 2), dropout()),
        *(conv(192, 5), relu(), conv(192, 1), relu(), conv(192, 1), relu(), pool(3, 2, "average"), dropout()),
        *(conv(192), relu(), conv(192, 1), relu(), conv(10, 1), relu()),
        layer("global_average_pool", "scores", "Scores"),
    )
    classify(picture, scores, 10)


@FAMILY.draw(
    "All-CNN-C: strides take the place of poolings.",
    "Springenberg, Dosovitskiy, Brox & Riedmiller, Striving for Simplicity: The All Convolutional Net, 2014",
)
def all_cnn(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=32, width=32))
    scores = picture.chain(
        image,
        dropout(0.2),
        *(conv(96), relu(), conv(96), relu(), conv(96, stride=2), relu(), dropout()),
        *(conv(192), relu(), conv(192), relu(), conv(192, stride=2), relu(), dropout()),
        *(conv(192, padding=0), relu(), conv(192, 1), relu(), conv(10, 1), relu()),
        layer("global_average_pool", "scores", "Scores"),
    )
    classify(picture, scores, 10)


@FAMILY.draw(
    "Deep Q-network: four frames of an Atari game become the value of each of six actions.",
    "Mnih and others, Human-Level Control through Deep Reinforcement Learning, 2015",
    Published(1_687_206, "six actions, as in Pong"),
)
def deep_q_network(picture: Picture) -> None:
    frames = picture.add(layer("image", "frames", "Last four frames", channels=4, height=84, width=84))
    values = picture.chain(
        frames,
        *(conv(32, 8, 4, 0), relu(), conv(64, 4, 2, 0), relu(), conv(64, 3, 1, 0), relu()),
        *(flatten(), dense(512), relu(), dense(6, "values", "Action values")),
    )
    name_results(picture, action_values=values)


@FAMILY.draw(
    "Dueling Q-network: the value of the state and the advantage of each action are judged apart and joined.",
    "Wang and others, Dueling Network Architectures for Deep Reinforcement Learning, 2015",
)
def dueling_q_network(picture: Picture) -> None:
    frames = picture.add(layer("image", "frames", "Last four frames", channels=4, height=84, width=84))
    features = picture.chain(
        frames,
        *(conv(32, 8, 4, 0), relu(), conv(64, 4, 2, 0), relu(), conv(64, 3, 1, 0), relu(), flatten()),
    )
    value = picture.chain(features, dense(512), relu(), dense(1, "value", "State value"))
    advantage = picture.chain(features, dense(512), relu(), dense(6, "advantage", "Advantages"))
    rows = picture.add(layer("unsqueeze"), advantage)
    mean = picture.chain(rows, layer("adaptive_average_pool1d", "mean"), layer("flatten"))
    centred = picture.add(layer("subtract", "centred", "Centred advantages"), advantage, mean)
    name_results(picture, action_values=picture.add(layer("add", "values", "Action values"), value, centred))


def fire(picture: Picture, squeeze: int, expand: int) -> Block:
    """A fire module: few channels between, then 1×1 and 3×3 side by side."""
    block = picture.block(f"fire_{squeeze}_{expand}", f"Fire {squeeze} / {expand}")
    narrow = block.chain(block.entry(), conv(squeeze, 1).named("squeeze"), relu())
    small = block.chain(narrow, conv(expand, 1).named("expand1"), relu())
    large = block.chain(narrow, conv(expand, 3).named("expand3"), relu())
    block.result(block.add(layer("concatenate"), small, large))
    return block


@FAMILY.draw(
    "SqueezeNet 1.0: as right as AlexNet with fifty times fewer weights.",
    "Iandola and others, SqueezeNet: AlexNet-Level Accuracy with 50x Fewer Parameters, 2016",
    Published(1_248_424, TORCHVISION),
    large=True,
)
def squeezenet(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=224, width=224))
    end = picture.chain(image, conv(96, 7, 2, 0), relu(), pool(3, 2, ceil=True))
    widths = ((16, 64), (16, 64), (32, 128), 0, (32, 128), (48, 192), (48, 192), (64, 256), 0, (64, 256))
    blocks: dict[tuple[int, int], Block] = {}
    number = 2
    for width in widths:
        if isinstance(width, int):
            end = picture.add(pool(3, 2, ceil=True), end)
            continue
        if width not in blocks:
            blocks[width] = fire(picture, *width)
        end = picture.place(blocks[width], end, id=f"fire{number}")
        number += 1
    scores = picture.chain(
        end, dropout(), conv(1000, 1).named("scores"), relu(), layer("global_average_pool", "mean", "Scores")
    )
    classify(picture, scores, 1000)


@FAMILY.draw(
    "A small VGG with batch norm for pictures of 32×32.",
    "after Simonyan & Zisserman 2014 and Ioffe & Szegedy, Batch Normalization, 2015",
)
def small_vgg(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=32, width=32))
    stages = tuple(
        (conv(width, bias=False), norm(), relu(), conv(width, bias=False), norm(), relu(), pool())
        for width in (32, 64, 128)
    )
    scores = picture.chain(image, *stages, flatten(), dense(128), relu(), dropout(), dense(10, "scores", "Scores"))
    classify(picture, scores, 10)
