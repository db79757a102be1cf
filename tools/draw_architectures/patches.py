"""Networks that cut pictures into patches, and the convolutional networks that learned from them."""

from __future__ import annotations

from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import classify
from tools.draw_architectures.parts import ZEROS, conv, dense, depthwise, layer, norm, start
from tools.draw_architectures.sketch import Block, End, Parts, Picture

FAMILY = Family()
CHANNELS_LAST = layer("permute", axes=[0, 2, 3, 1])
CHANNELS_FIRST = layer("permute", axes=[0, 3, 1, 2])


def _norm(id: str = "") -> Parts:
    return layer("layer_norm", id, epsilon=1e-6)


def _picture_norm() -> Parts:
    """Layer norm over the channels of each pixel."""
    return CHANNELS_LAST, _norm(), CHANNELS_FIRST


def convnext_block(picture: Picture, width: int) -> Block:
    block = picture.block(f"convnext_{width}", f"ConvNeXt {width}")
    entry = block.entry()
    path = block.chain(
        entry,
        *(depthwise(7), CHANNELS_LAST, _norm()),
        *(dense(4 * width), layer("gelu"), dense(width), CHANNELS_FIRST),
        depthwise(1, bias=False, initial_weight=start("constant", value=1e-6)).named("scale", "Layer scale"),
    )
    block.result(block.add(layer("add"), entry, path))
    return block


@FAMILY.draw(
    "ConvNeXt-T: a ResNet brought up to date with what transformers do. The scale of each channel is a depthwise "
    "1×1 convolution; stochastic depth, which has no weights, is left out.",
    "Liu, Mao, Wu, Feichtenhofer, Darrell & Xie, A ConvNet for the 2020s, 2022",
    Published(28_589_128, "torchvision"),
    large=True,
    starts={"weight": start("truncated_normal", std=0.02), "bias": ZEROS},
)
def convnext_tiny(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=224, width=224))
    end = picture.chain(image, conv(96, 4, 4, 0).named("patches"), _picture_norm())
    for number, (width, count) in enumerate(((96, 3), (192, 3), (384, 9), (768, 3)), 1):
        if number > 1:
            end = picture.chain(end, _picture_norm(), conv(width, 2, 2, 0).named(f"halve{number}"))
        end = picture.place(convnext_block(picture, width), end, id=f"stage{number}", repeat=count)
    scores = picture.chain(end, layer("global_average_pool"), _norm(), dense(1000, "scores", "Scores"))
    classify(picture, scores, 1000)


@FAMILY.draw(
    "ConvMixer 768/32: patches, then large depthwise and 1×1 convolutions at one size throughout.",
    "Trockman & Kolter, Patches Are All You Need?, 2022",
    Published(21_110_248, "timm, convmixer_768_32"),
    large=True,
)
def convmixer(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=224, width=224))
    end = picture.chain(image, conv(768, 7, 7, 0).named("patches"), layer("gelu"), norm())
    block = picture.block("mixer", "ConvMixer layer")
    entry = block.entry()
    space = block.chain(entry, depthwise(7), layer("gelu"), norm())
    mixed = block.add(layer("add"), entry, space)
    block.result(block.chain(mixed, conv(768, 1), layer("gelu"), norm()))
    end = picture.place(block, end, id="layers", repeat=32)
    scores = picture.chain(end, layer("global_average_pool"), dense(1000, "scores", "Scores"))
    classify(picture, scores, 1000)


def patch_tokens(picture: Picture, image: End, side: int, patch: int, width: int) -> End:
    """Patches as a sequence ``[N, patches, width]``."""
    count = (side // patch) ** 2
    return picture.chain(
        image,
        conv(width, patch, patch, 0).named("patches"),
        layer("reshape", "rows", dimensions=[width, count]),
        layer("permute", "tokens", axes=[0, 2, 1], as_sequence=True),
    )


def mixer_block(picture: Picture, patches: int, inner_patches: int, width: int, inner: int) -> Block:
    """A small network over the patches of each channel, then one over the channels of each patch."""
    block = picture.block("mixer", "Mixer layer")
    entry = block.entry()
    across = block.chain(
        entry,
        *(_norm(), layer("permute", "channels_first", axes=[0, 2, 1])),
        *(dense(inner_patches), layer("gelu"), dense(patches)),
        layer("permute", "patches_first", axes=[0, 2, 1], as_sequence=True),
    )
    mixed = block.add(layer("add"), entry, across)
    along = block.chain(mixed, _norm(), dense(inner), layer("gelu"), dense(width))
    block.result(block.add(layer("add"), mixed, along))
    return block


def _mixer(
    picture: Picture, side: int, patch: int, width: int, inner: tuple[int, int], depth: int, classes: int
) -> None:
    image = picture.add(layer("image", "image", channels=3, height=side, width=side))
    end = patch_tokens(picture, image, side, patch, width)
    block = mixer_block(picture, (side // patch) ** 2, inner[0], width, inner[1])
    end = picture.place(block, end, id="layers", repeat=depth)
    scores = picture.chain(end, _norm(), layer("global_average_pool"), dense(classes, "scores", "Scores"))
    classify(picture, scores, classes)


@FAMILY.draw(
    "MLP-Mixer B/16: dense layers alone, over patches and over channels in turn.",
    "Tolstikhin and others, MLP-Mixer: An All-MLP Architecture for Vision, 2021",
    Published(59_880_472, "timm, mixer_b16_224"),
    large=True,
)
def mlp_mixer_b16(picture: Picture) -> None:
    _mixer(picture, 224, 16, 768, (384, 3072), 12, 1000)


@FAMILY.draw(
    "A small MLP-Mixer for pictures of 32×32.",
    "after Tolstikhin and others, MLP-Mixer: An All-MLP Architecture for Vision, 2021",
)
def small_mixer(picture: Picture) -> None:
    _mixer(picture, 32, 4, 64, (32, 128), 4, 10)
