"""Networks whose result is a picture again: segmentation, super-resolution, denoising, translation."""

from __future__ import annotations

from backend.declare.parameters import Json
from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import name_results
from tools.draw_architectures.parts import (
    ZEROS,
    conv,
    conv_norm,
    conv_norm_relu,
    dropout,
    enlarge,
    layer,
    norm,
    pool,
    relu,
    start,
)
from tools.draw_architectures.residual import Style, bottleneck, stem
from tools.draw_architectures.sketch import Block, End, Part, Parts, Picture

FAMILY = Family()


def restore(picture: Picture, result: End, channels: int, side: int, loss: str = "mse") -> None:
    """The right picture and the loss that compares with it."""
    truth = picture.add(layer("image_target", "truth", channels=channels, height=side, width=side))
    picture.add(layer(loss, "loss"), result, truth)


def _double(width: int) -> tuple[Parts, ...]:
    return conv(width), relu(), conv(width), relu()


def unet_path(picture: Picture, image: End, widths: tuple[int, ...]) -> End:
    """Down through the widths and up again, each height joined with what came down beside it."""
    end = image
    passed: list[End] = []
    for number, width in enumerate(widths, 1):
        down = picture.chain_block(f"down{number}", *_double(width), title=f"Down {width}")
        if passed:
            end = picture.add(pool(), end)
        end = picture.place(down, end, id=f"down{number}")
        passed.append(end)
    for number, (width, beside) in enumerate(zip(widths[-2::-1], passed[-2::-1]), 1):
        up = picture.block(f"up{number}", f"Up {width}")
        below, skip = up.entry("below"), up.entry("skip")
        joined = up.add(layer("concatenate"), skip, up.add(enlarge(width), below))
        up.result(up.chain(joined, *_double(width)))
        end = picture.place(up, end, beside, id=f"up{number}")
    return end


@FAMILY.draw(
    "U-Net marks cells in microscope pictures: the way down sees what, the wires across keep where. Convolutions "
    "are padded, so that nothing needs to be cropped.",
    "Ronneberger, Fischer & Brox, U-Net: Convolutional Networks for Biomedical Image Segmentation, 2015",
    Published(31_030_593, "one channel in and one out"),
    large=True,
    starts={"weight": start("kaiming_normal")},
)
def unet(picture: Picture) -> None:
    image = picture.add(layer("image", "image", height=128, width=128))
    end = unet_path(picture, image, (64, 128, 256, 512, 1024))
    mask = picture.add(conv(1, 1).named("mask", "Mask"), end)
    restore(picture, mask, 1, 128, "binary_cross_entropy")


@FAMILY.draw(
    "A small U-Net of three heights for pictures of 64×64.",
    "after Ronneberger, Fischer & Brox, U-Net, 2015",
    starts={"weight": start("kaiming_normal")},
)
def small_unet(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=64, width=64))
    mask = picture.add(conv(1, 1).named("mask", "Mask"), unet_path(picture, image, (16, 32, 64)))
    restore(picture, mask, 1, 64, "binary_cross_entropy")


@FAMILY.draw(
    "FCN-8s: VGG-16 made convolutional throughout; scores of three heights are enlarged and added.",
    "Long, Shelhamer & Darrell, Fully Convolutional Networks for Semantic Segmentation, 2014",
    large=True,
)
def fcn8s(picture: Picture) -> None:
    # As in section 4: the class scores start at zero, where random ones would be no better.
    blank: dict[str, Json] = {"initial_weight": ZEROS, "initial_bias": ZEROS}
    end = picture.add(layer("image", "image", channels=3, height=224, width=224))
    heights: list[End] = []
    for width, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        end = picture.chain(end, *((conv(width), relu()) * count), pool())
        heights.append(end)
    deep = picture.chain(end, *(conv(4096, 7), relu(), dropout(), conv(4096, 1), relu(), dropout()))
    scores = picture.add(conv(21, 1, **blank).named("scores5"), deep)
    for number in (4, 3):
        beside = picture.add(conv(21, 1, **blank).named(f"scores{number}"), heights[number - 1])
        larger = picture.add(enlarge(21, 4, 2, 1, bias=False), scores)
        scores = picture.add(layer("add"), larger, beside)
    name_results(picture, class_scores=picture.add(enlarge(21, 16, 8, 4, bias=False), scores))


@FAMILY.draw(
    "A DeepLab-like network: the last stages of a ResNet keep their size, and a pyramid of dilated convolutions "
    "looks at several distances.",
    "Chen, Papandreou, Schroff & Adam, Rethinking Atrous Convolution for Semantic Image Segmentation, 2017",
    large=True,
)
def deeplab(picture: Picture) -> None:
    end = stem(picture, 256)
    for index, (width, stride) in enumerate(((64, 1), (128, 2), (256, 2))):
        end = picture.place(bottleneck(picture, width, stride, True, Style()), end, id=f"stage{index + 1}_first")
        end = picture.place(bottleneck(picture, width, 1, False, Style()), end, id=f"stage{index + 1}", repeat=2)
    pyramid = picture.block("pyramid", "Dilated pyramid")
    entry = pyramid.entry()
    ends = [pyramid.chain(entry, conv_norm_relu(256, 1))]
    ends += [pyramid.chain(entry, conv_norm_relu(256, 3, dilation=distance)) for distance in (3, 6, 9)]
    whole = pyramid.chain(
        entry, layer("adaptive_average_pool2d", "whole"), conv(256, 1), relu(), layer("upsample", scale=16)
    )
    joined = pyramid.add(layer("concatenate"), *ends, whole)
    pyramid.result(pyramid.chain(joined, conv_norm_relu(256, 1), dropout(0.5)))
    end = picture.place(pyramid, end, id="pyramid")
    scores = picture.chain(end, conv_norm_relu(256), conv(21, 1).named("scores", "Scores"))
    name_results(picture, class_scores=picture.add(layer("upsample", scale=16, mode="bilinear"), scores))


@FAMILY.draw(
    "SRCNN sharpens a picture that was enlarged beforehand: three convolutions of 9, 1 and 5.",
    "Dong, Loy, He & Tang, Image Super-Resolution Using Deep Convolutional Networks, 2014",
    Published(8_032, "the paper's 9-1-5", 97, "biases"),
    starts={"weight": start("normal", std=0.001), "bias": ZEROS},
)
def srcnn(picture: Picture) -> None:
    image = picture.add(layer("image", "image", "Blurred", height=33, width=33))
    sharp = picture.chain(image, conv(64, 9), relu(), conv(32, 1), relu(), conv(1, 5).named("sharp", "Sharp"))
    restore(picture, sharp, 1, 33)


@FAMILY.draw(
    "FSRCNN works on the small picture and enlarges at the end: forty times faster than SRCNN.",
    "Dong, Loy & Tang, Accelerating the Super-Resolution Convolutional Neural Network, 2016",
    Published(12_464, "the paper's 56-12-4, weights of the convolutions", 345, "biases and PReLU slopes"),
    starts={"weight": start("kaiming_normal"), "bias": ZEROS},
)
def fsrcnn(picture: Picture) -> None:
    image = picture.add(layer("image", "image", "Small", height=24, width=24))
    prelu = layer("prelu", per_channel=True)
    features = picture.chain(
        image,
        *(conv(56, 5).named("extract"), prelu, conv(12, 1).named("shrink"), prelu),
        *((conv(12), prelu) * 4),
        *(conv(56, 1).named("widen"), prelu),
    )
    large = picture.add(
        enlarge(1, 9, 3, 3, initial_weight=start("normal", std=0.001)).named("large", "Three times as large"),
        features,
    )
    restore(picture, large, 1, 72)


@FAMILY.draw(
    "ESPCN: sub-pixel convolution turns channels into a picture three times as large.",
    "Shi and others, Real-Time Single Image and Video Super-Resolution, 2016",
)
def espcn(picture: Picture) -> None:
    image = picture.add(layer("image", "image", "Small", height=24, width=24))
    large = picture.chain(
        image,
        *(conv(64, 5), layer("tanh"), conv(32), layer("tanh")),
        *(conv(9), layer("pixel_shuffle", "large", "Three times as large", factor=3)),
    )
    restore(picture, large, 1, 72)


@FAMILY.draw(
    "DnCNN learns the noise and subtracts it: seventeen convolutions with batch norm.",
    "Zhang, Zuo, Chen, Meng & Zhang, Beyond a Gaussian Denoiser, 2016",
    large=True,
    starts={"weight": start("kaiming_normal"), "bias": ZEROS},
)
def dncnn(picture: Picture) -> None:
    image = picture.add(layer("image", "image", "Noisy", height=64, width=64))
    middle = picture.chain_block("denoise", conv_norm_relu(64), title="Conv, norm, ReLU")
    end = picture.chain(image, conv(64), relu())
    end = picture.place(middle, end, id="middle", repeat=15)
    noise = picture.add(conv(1).named("noise", "Noise"), end)
    restore(picture, picture.add(layer("subtract", "clean", "Clean"), image, noise), 1, 64)


def mirrored(filters: int, kernel: int, stride: int = 1) -> Part:
    """A convolution that sees a mirrored border."""
    return conv(filters, kernel, stride, kernel // 2, padding_mode="reflect")


@FAMILY.draw(
    "CycleGAN's generator turns pictures of one kind into another: down, nine residual blocks, up.",
    "Zhu, Park, Isola & Efros, Unpaired Image-to-Image Translation Using Cycle-Consistent Adversarial "
    "Networks, 2017",
    Published(11_378_179, "the authors' resnet_9blocks"),
    large=True,
    starts={"weight": start("normal", std=0.02)},
)
def cyclegan_generator(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=128, width=128))
    end = picture.chain(image, mirrored(64, 7), layer("instance_norm"), relu())
    for width in (128, 256):
        end = picture.chain(end, conv(width, 3, 2, 1), layer("instance_norm"), relu())
    block = picture.block("residual", "Residual block")
    entry = block.entry()
    normed: tuple[Parts, ...] = (mirrored(256, 3), layer("instance_norm"))
    block.result(block.add(layer("add"), entry, block.chain(entry, *normed, relu(), *normed)))
    end = picture.place(block, end, id="residual", repeat=9)
    for width in (128, 64):
        end = picture.chain(end, enlarge(width, 3, 2, 1, output_padding=1), layer("instance_norm"), relu())
    result = picture.chain(end, mirrored(3, 7), layer("tanh", "result", "Picture"))
    name_results(picture, translated=result)


def _shrink(picture: Picture, number: int, width: int, normalised: bool) -> Block:
    tail: tuple[Parts, ...] = (norm(),) if normalised else ()
    return picture.chain_block(
        f"down{number}",
        *(layer("leaky_relu", slope=0.2), conv(width, 4, 2, 1, bias=False), *tail),
        title=f"Down {width}",
    )


@FAMILY.draw(
    "pix2pix' generator: a U-Net of eight heights that draws pictures from sketches or maps.",
    "Isola, Zhu, Zhou & Efros, Image-to-Image Translation with Conditional Adversarial Networks, 2016",
    Published(54_413_955, "the authors' unet_256"),
    large=True,
    starts={"weight": start("normal", std=0.02)},
)
def pix2pix_generator(picture: Picture) -> None:
    image = picture.add(layer("image", "image", "Sketch", channels=3, height=256, width=256))
    widths = (64, 128, 256, 512, 512, 512, 512, 512)
    end = picture.add(conv(64, 4, 2, 1, bias=False).named("down1"), image)
    passed = [end]
    for number, width in enumerate(widths[1:], 2):
        end = picture.place(_shrink(picture, number, width, number < 8), end, id=f"down{number}")
        passed.append(end)
    for number in range(7, 0, -1):
        width = widths[number - 1]
        drop: tuple[Parts, ...] = (dropout(),) if 4 <= number <= 6 else ()
        up = picture.block(f"up{number}", f"Up {width}")
        below, skip = up.entry("below"), up.entry("skip")
        larger = up.chain(below, relu(), enlarge(width, 4, 2, 1, bias=False), norm(), *drop)
        up.result(up.add(layer("concatenate"), skip, larger))
        end = picture.place(up, end, passed[number - 1], id=f"up{number}")
    end = picture.chain(end, relu(), enlarge(3, 4, 2, 1), layer("tanh", "result", "Picture"))
    restore(picture, end, 3, 256, "l1")


@FAMILY.draw(
    "A network that paints pictures in one style, trained with the features of another network.",
    "Johnson, Alahi & Fei-Fei, Perceptual Losses for Real-Time Style Transfer and Super-Resolution, 2016",
    Published(1_679_235, "PyTorch example fast_neural_style"),
    large=True,
)
def style_transfer(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=128, width=128))
    styled = layer("instance_norm", affine=True)
    end = picture.chain(
        image,
        *(mirrored(32, 9, 1), styled, relu()),
        *(mirrored(64, 3, 2), styled, relu()),
        *(mirrored(128, 3, 2), styled, relu()),
    )
    block = picture.block("residual", "Residual block")
    entry = block.entry()
    path = block.chain(
        entry,
        *(mirrored(128, 3, 1), styled, relu()),
        *(mirrored(128, 3, 1), styled),
    )
    block.result(block.add(layer("add"), path, entry))
    end = picture.place(block, end, id="residual", repeat=5)
    for width in (64, 32):
        end = picture.chain(end, layer("upsample"), mirrored(width, 3, 1), styled, relu())
    name_results(picture, painted=picture.add(mirrored(3, 9, 1).named("result", "Picture"), end))


@FAMILY.draw(
    "LinkNet: a light encoder and decoder whose heights are added instead of joined.",
    "Chaurasia & Culurciello, LinkNet: Exploiting Encoder Representations for Efficient Semantic "
    "Segmentation, 2017",
)
def small_linknet(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=64, width=64))
    end = picture.chain(image, conv_norm_relu(32, 7, 2))
    passed = [end]
    for number, width in enumerate((64, 128), 1):
        encoder = picture.block(f"encoder{number}", f"Encoder {width}")
        entry = encoder.entry()
        path = encoder.chain(entry, conv_norm_relu(width, 3, 2), conv_norm(width))
        skip = encoder.chain(entry, conv_norm(width, 1, 2))
        encoder.result(encoder.chain(encoder.add(layer("add"), path, skip), relu()))
        end = picture.place(encoder, end, id=f"encoder{number}")
        passed.append(end)
    for number, (narrow, width) in enumerate(((32, 64), (16, 32)), 1):
        decoder = picture.chain_block(
            f"decoder{number}",
            *(conv_norm_relu(narrow, 1), enlarge(narrow, 4, 2, 1, bias=False), norm(), relu()),
            conv_norm_relu(width, 1),
            title=f"Decoder {width}",
        )
        end = picture.place(decoder, end, id=f"decoder{number}")
        end = picture.add(layer("add"), end, passed[-1 - number])
    mask = picture.chain(end, enlarge(32, 4, 2, 1), relu(), conv(1).named("mask", "Mask"))
    restore(picture, mask, 1, 64, "binary_cross_entropy")
