"""Transformers: encoders, decoders, both together, and on pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping

from backend.declare.parameters import Json
from backend.document.graph import NOTHING
from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import classify, name_results, name_tokens, spell
from tools.draw_architectures.parts import ZEROS, conv, dense, dropout, layer, norm, reshape, start
from tools.draw_architectures.sketch import Block, End, Part, Parts, Picture

FAMILY = Family()
VASWANI_2017 = "Vaswani and others, Attention Is All You Need, 2017"
VIT = "Dosovitskiy and others, An Image Is Worth 16x16 Words, 2020"


def attention_block(
    picture: Picture,
    width: int,
    heads: int,
    inner: int,
    activation: Part,
    norm_part: Part,
    last: Mapping[str, Json] = NOTHING,
    **attention: Json,
) -> Block:
    """Attention and a small network, each behind a norm, each with a way around it, to which ``last`` leads."""
    block = picture.block("layer", "Transformer layer")
    entry = block.entry()
    attended = block.chain(entry, norm_part, layer("multi_head_attention", heads=heads, **attention))
    middle = block.add(layer("add"), entry, attended)
    thought = block.chain(middle, norm_part, dense(inner), activation, dense(width, **last))
    block.result(block.add(layer("add"), middle, thought))
    return block


def post_norm_block(picture: Picture, width: int, heads: int, inner: int, norm_part: Part) -> Block:
    """The norms stand behind the sums, as in the first transformers."""
    block = picture.block("layer", "Transformer layer")
    entry = block.entry()
    attended = block.chain(entry, layer("multi_head_attention", heads=heads), dropout(0.1))
    middle = block.chain(block.add(layer("add"), entry, attended), norm_part)
    thought = block.chain(middle, dense(inner), layer("gelu"), dense(width), dropout(0.1))
    block.result(block.chain(block.add(layer("add"), middle, thought), norm_part))
    return block


@FAMILY.draw(
    "BERT base: twelve layers read a pair of sentences both ways; the first token's vector stands for all.",
    "Devlin, Chang, Lee & Toutanova, BERT: Pre-Training of Deep Bidirectional Transformers, 2018",
    Published(109_482_240, "bert-base-uncased with its pooler"),
    large=True,
    starts={
        "weight": start("truncated_normal", std=0.02),
        "embedding": start("truncated_normal", std=0.02),
        "bias": ZEROS,
    },
)
def bert_base(picture: Picture) -> None:
    tokens = picture.add(layer("tokens", "words", vocabulary=30_522))
    segments = picture.add(layer("tokens", "segments", "Which sentence", vocabulary=2))
    word = picture.add(layer("embedding", "word_vectors", features=768), tokens)
    segment = picture.add(layer("embedding", "segment_vectors", features=768), segments)
    precise = layer("layer_norm", epsilon=1e-12)
    end = picture.chain(
        picture.add(layer("add"), word, segment), layer("learned_positions", longest=512), precise, dropout(0.1)
    )
    end = picture.place(post_norm_block(picture, 768, 12, 3072, precise), end, id="layers", repeat=12)
    pooled = picture.chain(end, layer("select_step", index=0), dense(768, "pooler", "Pooler"), layer("tanh"))
    name_results(picture, sequence=end, summary=pooled)


@FAMILY.draw(
    "GPT-2 small: twelve layers that see only what came before predict the next token.",
    "Radford, Wu, Child, Luan, Amodei & Sutskever, Language Models Are Unsupervised Multitask Learners, 2019",
    Published(124_439_808, "gpt2, whose output shares the weights of the embedding"),
    large=True,
    starts={"weight": start("normal", std=0.02), "embedding": start("normal", std=0.02), "bias": ZEROS},
)
def gpt2_small(picture: Picture) -> None:
    _generative(picture, 50_257, 768, 12, 12, 1024)


@FAMILY.draw(
    "A GPT small enough for one evening: six layers over characters.",
    "after Karpathy, minGPT, 2020",
    starts={"weight": start("normal", std=0.02), "embedding": start("normal", std=0.02), "bias": ZEROS},
)
def gpt_characters(picture: Picture) -> None:
    _generative(picture, 65, 192, 6, 6, 256)


def _generative(picture: Picture, vocabulary: int, width: int, heads: int, depth: int, longest: int) -> None:
    tokens = picture.add(layer("tokens", "text", "Text so far", vocabulary=vocabulary, teacher_forcing=True))
    embedding = picture.add(layer("embedding", features=width), tokens)
    places = layer("learned_positions", longest=longest)
    end = picture.chain(embedding, places, dropout(0.1))
    # Each layer adds twice to the sum that runs through all of them.
    smaller = start("normal", std=round(0.02 / math.sqrt(2 * depth), 6))
    gelu = layer("gelu", approximate="tanh")
    block = attention_block(
        picture,
        width,
        heads,
        4 * width,
        gelu,
        layer("layer_norm"),
        {"initial_weight": smaller},
        causal=True,
        initial_output=smaller,
    )
    end = picture.place(block, end, id="layers", repeat=depth)
    tied = layer("tied_projection", "scores", "Scores")
    scores = picture.add(tied, picture.add(layer("layer_norm"), end), embedding["weight"])
    name_tokens(picture, scores, vocabulary, next_token=True)


@FAMILY.draw(
    "A Llama-like decoder: RMS norm, positions as rotations, and a gated network in each layer.",
    "after Touvron and others, LLaMA: Open and Efficient Foundation Language Models, 2023",
)
def llama_small(picture: Picture) -> None:
    width, heads, vocabulary = 64, 4, 256
    tokens = picture.add(layer("tokens", "text", "Text so far", vocabulary=vocabulary, teacher_forcing=True))
    block = picture.block("layer", "Decoder layer")
    entry = block.entry()
    normed = block.add(layer("rms_norm"), entry)
    rotate = layer("rotary_positions", heads=heads)
    asked = block.chain(normed, dense(width, "query", bias=False), rotate)
    keys = block.chain(normed, dense(width, "key", bias=False), rotate)
    values = block.add(dense(width, "value", bias=False), normed)
    attention = layer("multi_head_attention", heads=heads, causal=True, bias=False)
    middle = block.add(layer("add"), entry, block.add(attention, asked, keys, values))
    gated = block.chain(
        middle,
        layer("rms_norm"),
        dense(2 * 176, "gate", bias=False),
        layer("glu", gate="silu"),
        dense(width, bias=False),
    )
    block.result(block.add(layer("add"), middle, gated))
    end = picture.place(block, picture.add(layer("embedding", features=width), tokens), id="layers", repeat=4)
    scores = picture.chain(end, layer("rms_norm"), dense(vocabulary, "scores", "Scores", bias=False))
    name_tokens(picture, scores, vocabulary, next_token=True)


@FAMILY.draw(
    "A transformer encoder reads a text of any length and names its class: sine positions, four layers, the mean.",
    VASWANI_2017,
)
def transformer_encoder(picture: Picture) -> None:
    tokens = picture.add(layer("tokens", "words", vocabulary=5000, ragged=True))
    end = picture.chain(tokens, layer("embedding", features=64), layer("sine_positions"))
    block = picture.chain_block("layer", layer("transformer_encoder_layer", "encoder"), title="Encoder layer")
    end = picture.place(block, end, id="layers", repeat=4)
    scores = picture.chain(end, layer("global_average_pool"), dense(4, "scores", "Scores"))
    classify(picture, scores, 4)


def _translator(picture: Picture, vocabulary: int, width: int, heads: int, inner: int, depth: int) -> None:
    source = picture.add(layer("tokens", "source", "Source sentence", length="S", vocabulary=vocabulary))
    so_far = picture.add(
        layer("tokens", "so_far", "Translation so far", vocabulary=vocabulary, teacher_forcing=True)
    )
    read = picture.chain(source, layer("embedding", "source_vectors", features=width), layer("sine_positions"))
    block = picture.chain_block(
        "encoder_layer",
        layer("transformer_encoder_layer", "encoder", heads=heads, feedforward=inner),
        title="Encoder layer",
    )
    memory = picture.place(block, read, id="encoder", repeat=depth)
    end = picture.chain(so_far, layer("embedding", "target_vectors", features=width), layer("sine_positions"))
    for number in range(1, depth + 1):
        decoder = layer("transformer_decoder_layer", f"decoder{number}", heads=heads, feedforward=inner)
        end = picture.add(decoder, end, memory)
    scores = picture.add(dense(vocabulary, "scores", "Scores", bias=False), end)
    name_tokens(picture, scores, vocabulary, next_token=True)


@FAMILY.draw(
    "The transformer in its base size translates: six encoder and six decoder layers.", VASWANI_2017, large=True
)
def transformer_base(picture: Picture) -> None:
    _translator(picture, 37_000, 512, 8, 2048, 6)


@FAMILY.draw("A small encoder and decoder for short sequences.", VASWANI_2017)
def transformer_small(picture: Picture) -> None:
    _translator(picture, 120, 64, 4, 128, 2)


def _vision(picture: Picture, side: int, patch: int, width: int, heads: int, depth: int, classes: int) -> None:
    image = picture.add(layer("image", "image", channels=3, height=side, width=side))
    patches = picture.add(
        layer("patch_embedding", "patches", patch=patch, features=width, initial_weight=start("lecun_normal")),
        image,
    )
    precise = layer("layer_norm", epsilon=1e-6)
    places = (side // patch) ** 2 + 1
    token = layer("learned_parameter", "class_token", "Class token", sizes=[1, width], as_sequence=True)
    both = picture.add(layer("concatenate", axis=1), picture.add(token, patches), patches)
    end = picture.add(layer("learned_positions", longest=places), both)
    block = attention_block(picture, width, heads, 4 * width, layer("gelu"), precise)
    end = picture.place(block, end, id="layers", repeat=depth)
    head = dense(classes, "scores", "Scores", initial_weight=ZEROS)
    scores = picture.chain(end, precise, layer("select_step", index=0), head)
    classify(picture, scores, classes)


@FAMILY.draw(
    "ViT-B/16: a picture as a sentence of 196 patches, with a class token before them.",
    VIT,
    Published(86_567_656, "torchvision"),
    large=True,
    starts={"weight": start("xavier_uniform"), "bias": ZEROS},
)
def vit_b16(picture: Picture) -> None:
    _vision(picture, 224, 16, 768, 12, 12, 1000)


@FAMILY.draw(
    "A small vision transformer for pictures of 32×32.",
    f"after {VIT}",
    starts={"weight": start("xavier_uniform"), "bias": ZEROS},
)
def vit_small(picture: Picture) -> None:
    _vision(picture, 32, 4, 64, 4, 4, 10)


@FAMILY.draw(
    "CCT: convolutions make the tokens, and attention weighs which of them count: no class token is needed.",
    "Hassani, Walton, Shah, Abuduweili, Li & Shi, Escaping the Big Data Paradigm with Compact Transformers, 2021",
)
def compact_transformer(picture: Picture) -> None:
    image = picture.add(layer("image", "image", channels=3, height=32, width=32))
    seen = picture.chain(
        image, *((conv(64, bias=False), layer("relu"), layer("max_pool2d", kernel=3, stride=2, padding=1)) * 2)
    )
    tokens = picture.chain(
        seen, reshape(64, 64), layer("permute", "tokens", as_sequence=True), layer("learned_positions", longest=64)
    )
    block = attention_block(picture, 64, 4, 128, layer("gelu"), layer("layer_norm"))
    end = picture.chain(picture.place(block, tokens, id="layers", repeat=4), layer("layer_norm"))
    weights = picture.chain(end, dense(1, "weigh"), layer("softmax", axis="steps"))
    weighted = picture.add(layer("multiply", "weighted"), end, weights)
    sums = picture.chain(weighted, layer("global_average_pool", "mean"), layer("scale_shift", "sum", scale=64.0))
    classify(picture, picture.add(dense(10, "scores", "Scores"), sums), 10)


def conformer_block(picture: Picture, width: int, heads: int, kernel: int) -> Block:
    """Half a network, attention, a convolution, half a network."""
    block = picture.block("conformer", "Conformer layer")
    end = block.entry()

    def around(end: End, *parts: Parts) -> End:
        return block.add(layer("add"), end, block.chain(end, *parts))

    half: tuple[Parts, ...] = (
        layer("layer_norm"),
        *(dense(4 * width), layer("silu"), dropout(0.1), dense(width), layer("scale_shift", scale=0.5)),
    )
    end = around(end, *half)
    end = around(end, layer("layer_norm"), layer("multi_head_attention", heads=heads))
    end = around(
        end,
        *(layer("layer_norm"), dense(2 * width), layer("glu")),
        *(conv(width, kernel, rank=1, groups=width), norm(1), layer("silu"), dense(width)),
    )
    block.result(block.chain(around(end, *half), layer("layer_norm")))
    return block


@FAMILY.draw(
    "A small Conformer hears words: convolutions for what is near, attention for what is far.",
    "Gulati and others, Conformer: Convolution-Augmented Transformer for Speech Recognition, 2020",
)
def conformer(picture: Picture) -> None:
    sound = picture.add(layer("sequence", "sound", "Mel bands", features=80))
    end = picture.chain(sound, conv(64, 3, 2, rank=1), layer("relu"), layer("sine_positions"))
    end = picture.place(conformer_block(picture, 64, 4, 15), end, id="layers", repeat=3)
    spell(picture, picture.add(dense(29, "letters", "Letters and blank"), end), 29)
