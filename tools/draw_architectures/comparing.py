"""Networks that compare, recommend, and read tables."""

from __future__ import annotations

from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import classify, decide, name_results, regress
from tools.draw_architectures.parts import (
    TORCH,
    ZEROS,
    conv,
    conv_norm_relu,
    dense,
    dropout,
    flatten,
    layer,
    norm,
    pool,
    relu,
    start,
)
from tools.draw_architectures.sketch import End, Picture

FAMILY = Family()


@FAMILY.draw(
    "A siamese network says whether two letters of any alphabet are the same: one encoder sees both, and the "
    "distance of its answers decides.",
    "Koch, Zemel & Salakhutdinov, Siamese Neural Networks for One-Shot Image Recognition, 2015",
    Published(38_951_745, "the paper's network, as reimplemented for Omniglot"),
    large=True,
    starts={"weight": start("normal", std=0.01), "bias": start("normal", mean=0.5, std=0.01)},
)
def siamese(picture: Picture) -> None:
    encoder = picture.chain_block(
        "encoder",
        *(conv(64, 10, 1, 0), relu(), pool(), conv(128, 7, 1, 0), relu(), pool()),
        *(conv(128, 4, 1, 0), relu(), pool(), conv(256, 4, 1, 0), relu()),
        *(flatten(), dense(4096, initial_weight=start("normal", std=0.2)), layer("sigmoid")),
        title="Encoder",
        notes="Sees both pictures with the same weights.",
    )
    ends = []
    for name in ("left", "right"):
        image = picture.add(layer("image", name, f"{name.capitalize()} letter", height=105, width=105))
        ends.append(picture.place(encoder, image, id=f"encode_{name}", shared_as="encoder"))
    gap = picture.chain(picture.add(layer("subtract", "gap"), *ends), layer("absolute"))
    decide(picture, picture.add(dense(1, "same", "Same letter"), gap))


@FAMILY.draw(
    "Three pictures, one encoder: an anchor must lie nearer to one of its kind than to one of another.",
    "Schroff, Kalenichenko & Philbin, FaceNet: A Unified Embedding for Face Recognition and Clustering, 2015",
)
def triplet(picture: Picture) -> None:
    encoder = picture.chain_block(
        "encoder",
        *((conv_norm_relu(width), pool()) for width in (16, 32, 64)),
        *(layer("global_average_pool"), dense(32)),
        title="Encoder",
    )
    ends: dict[str, End] = {}
    for name in ("anchor", "alike", "other"):
        image = picture.add(layer("image", name, channels=3, height=32, width=32))
        ends[name] = picture.place(encoder, image, id=f"encode_{name}", shared_as="encoder")
    picture.add(layer("triplet", "loss", margin=0.2), *ends.values())


@FAMILY.draw(
    "The encoder of prototypical networks: four equal blocks make 64 numbers of a letter.",
    "Snell, Swersky & Zemel, Prototypical Networks for Few-Shot Learning, 2017",
    Published(111_936, "Conv-4 of the authors, one channel"),
)
def prototype_encoder(picture: Picture) -> None:
    image = picture.add(layer("image", "letter"))
    end = picture.chain(image, *((conv(64), norm(), relu(), pool()) * 4), flatten())
    name_results(picture, embedding=end)


def _index(picture: Picture, name: str, vocabulary: int, features: int, vector: str) -> End:
    token = picture.add(layer("tokens", name, length=1, vocabulary=vocabulary))
    return picture.add(layer("embedding", vector, features=features), token)


def _flat(picture: Picture, end: End) -> End:
    return picture.add(layer("flatten", include_time=True), end)


@FAMILY.draw(
    "Neural collaborative filtering: a product of embeddings and a small network guess together whether a person "
    "likes a film.",
    "He, Liao, Zhang, Nie, Hu & Chua, Neural Collaborative Filtering, 2017",
    starts={"weight": start("normal", std=0.01), "embedding": start("normal", std=0.01), "bias": ZEROS},
)
def collaborative_filtering(picture: Picture) -> None:
    person = picture.add(layer("tokens", "person", length=1, vocabulary=943))
    film = picture.add(layer("tokens", "film", length=1, vocabulary=1682))
    vectors = {
        (name, kind): _flat(picture, picture.add(layer("embedding", f"{name}_{kind}", features=8), token))
        for name, token in (("person", person), ("film", film))
        for kind in ("product", "network")
    }
    product = picture.add(layer("multiply"), vectors["person", "product"], vectors["film", "product"])
    joined = picture.add(layer("concatenate"), vectors["person", "network"], vectors["film", "network"])
    thought = picture.chain(joined, dense(32), relu(), dense(16), relu(), dense(8), relu())
    both = picture.add(layer("concatenate"), product, thought)
    decide(picture, picture.add(dense(1, "likes", "Likes it"), both))


@FAMILY.draw(
    "Two towers: a person and an item are embedded apart, and their cosine says how well they fit.",
    "Yi and others, Sampling-Bias-Corrected Neural Modeling for Large Corpus Item Recommendations, 2019",
)
def two_towers(picture: Picture) -> None:
    ends = []
    for name, vocabulary in (("person", 2000), ("item", 5000)):
        vector = _flat(picture, _index(picture, name, vocabulary, 32, f"{name}_vector"))
        ends.append(picture.chain(vector, dense(64), relu(), dense(32, f"{name}_tower")))
    name_results(picture, likeness=picture.add(layer("dot", "fit", "Fit", normalise=True), *ends))


@FAMILY.draw(
    "Wide and deep: a linear model remembers, a deep one generalises, and both are trained together.",
    "Cheng and others, Wide & Deep Learning for Recommender Systems, 2016",
)
def wide_and_deep(picture: Picture) -> None:
    wide = picture.add(layer("vector", "wide", "Crossed features", features=200))
    numbers = picture.add(layer("vector", "numbers", "Numbers", features=8))
    place = _flat(picture, _index(picture, "place", 50, 8, "place_vector"))
    deep = picture.chain(
        picture.add(layer("concatenate"), numbers, place),
        *((dense(units), relu()) for units in (64, 32)),
        dense(1, "deep"),
    )
    linear = picture.add(dense(1, "linear"), wide)
    decide(picture, picture.add(layer("add", "click", "Clicks or not"), linear, deep))


@FAMILY.draw(
    "A residual network for tables: norms, dense layers and skip connections.",
    "Gorishniy, Rubachev, Khrulkov & Babenko, Revisiting Deep Learning Models for Tabular Data, 2021",
)
def tabular_resnet(picture: Picture) -> None:
    row = picture.add(layer("vector", "row", "Row", features=20))
    block = picture.block("residual", "Residual block")
    entry = block.entry()
    path = block.chain(entry, norm(1), dense(128), relu(), dropout(0.2), dense(64), dropout(0.1))
    block.result(block.add(layer("add"), entry, path))
    end = picture.place(block, picture.add(dense(64), row), id="layers", repeat=3)
    regress(picture, picture.chain(end, norm(1), relu(), dense(1, "value", "Value")))


@FAMILY.draw(
    "A highway network of ten layers: each learns how much to change and how much to carry on.",
    "Srivastava, Greff & Schmidhuber, Highway Networks, 2015",
    starts={"weight": start("kaiming_normal")},
)
def highway_network(picture: Picture) -> None:
    image = picture.add(layer("image", "image"))
    block = picture.chain_block(
        "highway",
        layer("highway", "carry", initial_gate_bias=start("constant", value=-2.0)),
        title="Highway layer",
    )
    end = picture.chain(image, flatten(), dense(50), relu())
    end = picture.place(block, end, id="layers", repeat=10)
    classify(picture, picture.add(dense(10, "scores", "Scores", initial_weight=TORCH), end), 10)


@FAMILY.draw(
    "A maxout network: each unit learns its own activation.",
    "Goodfellow, Warde-Farley, Mirza, Courville & Bengio, Maxout Networks, 2013",
)
def maxout_network(picture: Picture) -> None:
    image = picture.add(layer("image", "image"))
    end = picture.chain(image, flatten(), dropout(0.2), *((layer("maxout", units=240, pieces=5), dropout()) * 2))
    classify(picture, picture.add(dense(10, "scores", "Scores"), end), 10)


@FAMILY.draw(
    "A self-normalising network: eight SELU layers for tables, without any norm.",
    "Klambauer, Unterthiner, Mayr & Hochreiter, Self-Normalizing Neural Networks, 2017",
    starts={"weight": start("lecun_normal"), "bias": ZEROS},
)
def self_normalising(picture: Picture) -> None:
    row = picture.add(layer("vector", "row", "Row", features=54))
    end = picture.chain(row, *((dense(96), layer("selu")) * 8))
    classify(picture, picture.add(dense(7, "scores", "Scores"), end), 7)


@FAMILY.draw(
    "An ensemble in one picture: three networks of different depth, whose scores are averaged.",
    "Hansen & Salamon, Neural Network Ensembles, 1990",
)
def ensemble(picture: Picture) -> None:
    row = picture.add(layer("vector", "row", "Row", features=13))
    ends = []
    for number, widths in enumerate(((32,), (32, 16), (64, 32, 16)), 1):
        thought = picture.chain(row, *((dense(units), relu()) for units in widths))
        ends.append(picture.add(dense(3, f"scores{number}"), thought))
    classify(picture, picture.add(layer("average", "scores", "Mean scores"), *ends), 3)


@FAMILY.draw(
    "A mixture of experts: a gate decides for each sample how much each of three networks counts.",
    "Jacobs, Jordan, Nowlan & Hinton, Adaptive Mixtures of Local Experts, 1991",
)
def mixture_of_experts(picture: Picture) -> None:
    row = picture.add(layer("vector", "row", "Row", features=16))
    gate = picture.chain(row, dense(3, "gate", "Gate"), layer("softmax"))
    weighted = []
    for number in range(3):
        expert = picture.chain(row, dense(32), relu(), dense(4, f"expert{number + 1}"))
        share = picture.add(layer("slice", f"share{number + 1}", start=number, stop=number + 1), gate)
        weighted.append(picture.add(layer("multiply"), expert, share))
    classify(picture, picture.add(layer("add", "scores", "Scores"), *weighted), 4)
