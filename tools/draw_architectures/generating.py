"""Autoencoders and adversarial networks."""

from __future__ import annotations

from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import decide, name_results, regress
from tools.draw_architectures.parts import (
    ZEROS,
    conv,
    dense,
    dropout,
    enlarge,
    flatten,
    layer,
    leaky,
    norm,
    pool,
    relu,
    reshape,
    start,
)
from tools.draw_architectures.segmenting import restore
from tools.draw_architectures.sketch import Parts, Picture

FAMILY = Family()
RADFORD_2015 = "Radford, Metz & Chintala, Unsupervised Representation Learning with Deep Convolutional GANs, 2015"
DCGAN_TUTORIAL = "PyTorch tutorial dcgan_faces"


@FAMILY.draw(
    "A deep autoencoder presses digits into 30 numbers and draws them again.",
    "Hinton & Salakhutdinov, Reducing the Dimensionality of Data with Neural Networks, 2006",
    Published(2_837_314, "papers on second-order optimisation, which use it as a benchmark"),
)
def autoencoder_dense(picture: Picture) -> None:
    image = picture.add(layer("image", "image"))
    end = picture.add(flatten(), image)
    for units in (1000, 500, 250):
        end = picture.chain(end, dense(units), layer("sigmoid"))
    end = picture.add(dense(30, "code", "Code"), end)
    for units in (250, 500, 1000):
        end = picture.chain(end, dense(units), layer("sigmoid"))
    restore(picture, picture.chain(end, dense(784), reshape(1, 28, 28)), 1, 28)


@FAMILY.draw(
    "A convolutional autoencoder: strides on the way down, transposed convolutions on the way up.",
    "Masci, Meier, Cireşan & Schmidhuber, Stacked Convolutional Auto-Encoders, 2011",
)
def autoencoder_conv(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=32, width=32))
    code = picture.chain(
        image, *((conv(width, 3, 2), relu()) for width in (16, 32)), conv(8, 3, 2).named("code", "Code")
    )
    up = picture.chain(
        code, *((enlarge(width), relu()) for width in (32, 16)), enlarge(3), layer("sigmoid", "copy", "Copy")
    )
    restore(picture, up, 3, 32)


@FAMILY.draw(
    "A denoising autoencoder: its input is disturbed in training, and it draws what was there before.",
    "Vincent, Larochelle, Bengio & Manzagol, Extracting and Composing Robust Features with Denoising "
    "Autoencoders, 2008",
)
def autoencoder_denoising(picture: Picture) -> None:
    image = picture.add(layer("image", "image"))
    code = picture.chain(image, dropout(0.3), *((conv(32), relu(), pool()) * 2))
    clean = picture.chain(code, *((conv(32), relu(), layer("upsample")) * 2), conv(1).named("clean", "Clean"))
    restore(picture, clean, 1, 28, "binary_cross_entropy")


@FAMILY.draw(
    "A sparse autoencoder: many features, of which soft thresholds leave few.",
    "Ng, Sparse Autoencoder, CS294A Lecture Notes, 2011",
)
def autoencoder_sparse(picture: Picture) -> None:
    image = picture.add(layer("image", "image", height=8, width=8))
    code = picture.chain(image, flatten(), dense(196), layer("soft_shrink", "code", "Code", width=0.1))
    restore(picture, picture.chain(code, dense(64), reshape(1, 8, 8)), 1, 8)


@FAMILY.draw(
    "A variational autoencoder of digits: the encoder gives a mean and a variance of two numbers, of which a "
    "sample is drawn again.",
    "Kingma & Welling, Auto-Encoding Variational Bayes, 2013",
    Published(134_165, "Keras example variational autoencoder: 69,076 and 65,089"),
)
def autoencoder_variational(picture: Picture) -> None:
    image = picture.add(layer("image", "image"))
    seen = picture.chain(image, conv(32, 3, 2), relu(), conv(64, 3, 2), relu(), flatten(), dense(16), relu())
    mean = picture.add(dense(2, "mean", "Mean"), seen)
    log_variance = picture.add(dense(2, "log_variance", "Log variance"), seen)
    code = picture.add(layer("reparametrise", "code", "Code"), mean, log_variance)
    larger: dict[str, int] = {"output_padding": 1}
    drawn = picture.chain(
        code,
        *(dense(7 * 7 * 64), relu(), reshape(64, 7, 7)),
        *(enlarge(64, 3, 2, 1, **larger), relu(), enlarge(32, 3, 2, 1, **larger), relu()),
        enlarge(1, 3, 1, 1).named("drawn", "Drawn"),
    )
    restore(picture, drawn, 1, 28, "binary_cross_entropy")
    picture.add(layer("gaussian_kl", "closeness", weight=0.002), mean, log_variance)


@FAMILY.draw(
    "DCGAN's generator draws a picture of 64×64 from 100 random numbers.",
    RADFORD_2015,
    Published(3_576_704, DCGAN_TUTORIAL),
    starts={"weight": start("normal", std=0.02)},
)
def dcgan_generator(picture: Picture) -> None:
    end = picture.chain(
        picture.add(layer("vector", "noise", "Noise", features=100)),
        reshape(100, 1, 1),
        *(enlarge(512, 4, 1, bias=False), norm(), relu()),
    )
    for width in (256, 128, 64):
        end = picture.chain(end, enlarge(width, 4, 2, 1, bias=False), norm(), relu())
    name_results(
        picture, drawn=picture.chain(end, enlarge(3, 4, 2, 1, bias=False), layer("tanh", "result", "Picture"))
    )


@FAMILY.draw(
    "DCGAN's discriminator says whether a picture of 64×64 is real.",
    RADFORD_2015,
    Published(2_765_568, DCGAN_TUTORIAL),
    starts={"weight": start("normal", std=0.02)},
)
def dcgan_discriminator(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=64, width=64))
    end = picture.chain(image, conv(64, 4, 2, 1, bias=False), leaky())
    for width in (128, 256, 512):
        end = picture.chain(end, conv(width, 4, 2, 1, bias=False), norm(), leaky())
    decide(picture, picture.chain(end, conv(1, 4, 1, 0, bias=False), layer("flatten", "real", "Real or not")))


@FAMILY.draw(
    "pix2pix' and CycleGAN's discriminator judges patches of 70×70 instead of whole pictures; here with the "
    "sketch and the picture together.",
    "Isola, Zhu, Zhou & Efros, Image-to-Image Translation with Conditional Adversarial Networks, 2016",
    Published(2_768_705, "the authors' basic discriminator, six channels"),
    starts={"weight": start("normal", std=0.02)},
)
def patch_discriminator(picture: Picture) -> None:
    sketch = picture.add(layer("image", "sketch", channels=3, height=128, width=128))
    drawn = picture.add(layer("image", "drawn", channels=3, height=128, width=128))
    end = picture.chain(picture.add(layer("concatenate"), sketch, drawn), conv(64, 4, 2, 1), leaky())
    for width, stride in ((128, 2), (256, 2), (512, 1)):
        end = picture.chain(end, conv(width, 4, stride, 1, bias=False), norm(), leaky())
    name_results(picture, real=picture.add(conv(1, 4, 1, 1).named("patches", "Patches"), end))


@FAMILY.draw(
    "A conditional GAN's generator: the wanted class is embedded and joined with the noise.",
    "Mirza & Osindero, Conditional Generative Adversarial Nets, 2014",
)
def conditional_generator(picture: Picture) -> None:
    noise = picture.add(layer("vector", "noise", "Noise", features=100))
    wanted = picture.add(layer("tokens", "wanted", "Wanted class", length=1, vocabulary=10))
    kind = picture.chain(wanted, layer("embedding", features=10), layer("flatten", include_time=True))
    end = picture.add(layer("concatenate"), noise, kind)
    units: tuple[Parts, ...] = tuple((dense(width, bias=False), norm(1), leaky()) for width in (128, 256, 512))
    name_results(picture, drawn=picture.chain(end, *units, dense(784), layer("tanh"), reshape(1, 28, 28)))


@FAMILY.draw(
    "A generator and a frozen look at its discriminator in one picture: a block that sees real and drawn pictures "
    "with the same weights.",
    "Goodfellow and others, Generative Adversarial Nets, 2014",
)
def adversarial_pair(picture: Picture) -> None:
    noise = picture.add(layer("vector", "noise", "Noise", features=32))
    real = picture.add(layer("image", "real", "Real picture", height=16, width=16))
    drawn = picture.chain(
        noise, dense(4 * 4 * 32), relu(), reshape(32, 4, 4), enlarge(16), relu(), enlarge(1), layer("tanh")
    )
    judge = picture.chain_block(
        "judge",
        *(conv(16, 4, 2, 1), leaky(), conv(32, 4, 2, 1), leaky(), flatten(), dense(1)),
        title="Discriminator",
        notes="Sees real and drawn pictures with the same weights.",
    )
    of_real = picture.place(judge, real, id="judge_real", label="Judge of the real", shared_as="judge")
    of_drawn = picture.place(judge, drawn, id="judge_drawn", label="Judge of the drawn", shared_as="judge")
    name_results(picture, picture=drawn, real_logit=of_real, drawn_logit=of_drawn)


@FAMILY.draw(
    "Word2vec's skip-gram: two embeddings whose product says whether two words stand near each other.",
    "Mikolov, Sutskever, Chen, Corrado & Dean, Distributed Representations of Words and Phrases, 2013",
)
def skip_gram(picture: Picture) -> None:
    ends = []
    # As in the authors' program: half a unit shared by all features, and zeros on the other side.
    starts = {"word": start("uniform", low=-0.005, high=0.005), "neighbour": ZEROS}
    for name, initial in starts.items():
        token = picture.add(layer("tokens", name, length=1, vocabulary=5000))
        vector = picture.chain(
            token,
            layer("embedding", f"{name}_vector", features=100, initial_weight=initial),
            layer("flatten", include_time=True),
        )
        ends.append(vector)
    decide(picture, picture.add(layer("dot", "near", "Near or not"), *ends))


@FAMILY.draw(
    "An autoencoder that finds unusual rows of a table: what it can't copy well stands out.",
    "Sakurada & Yairi, Anomaly Detection Using Autoencoders with Nonlinear Dimensionality Reduction, 2014",
)
def anomaly_autoencoder(picture: Picture) -> None:
    row = picture.add(layer("vector", "row", "Row", features=30))
    copy = picture.chain(row, *((dense(units), layer("tanh")) for units in (16, 8, 16)), dense(30, "copy", "Copy"))
    regress(picture, copy, 30)
