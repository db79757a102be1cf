"""Networks that write sequences from sequences: translation, pointing, describing pictures and clips."""

from __future__ import annotations

from backend.declare.parameters import Json
from tools.draw_architectures.catalogue import Family
from tools.draw_architectures.objectives import name_results, name_tokens
from tools.draw_architectures.parts import (
    ZEROS,
    conv,
    conv_norm_relu,
    dense,
    dropout,
    layer,
    pool,
    relu,
    reshape,
    start,
)
from tools.draw_architectures.sketch import End, Picture

FAMILY = Family()


def uniform(bound: float) -> dict[str, Json]:
    """All weights of a network between two bounds, as the first translators had them."""
    every = start("uniform", low=-bound, high=bound)
    return {"weight": every, "embedding": every, "bias": every}


BAHDANAU = {
    "weight": start("normal", std=0.01),
    "recurrent": start("orthogonal"),
    "embedding": start("normal", std=0.01),
    "bias": ZEROS,
}
"""Appendix B.1 of Bahdanau, Cho & Bengio 2014."""


def told_so_far(picture: Picture, vocabulary: int, features: int) -> End:
    """What was written so far; in training the true text one step late."""
    tokens = picture.add(layer("tokens", "so_far", "Text so far", vocabulary=vocabulary, teacher_forcing=True))
    return picture.add(layer("embedding", "so_far_vectors", features=features), tokens)


def write_tokens(picture: Picture, end: End, vocabulary: int) -> None:
    scores = picture.add(dense(vocabulary, "scores", "Next word"), end)
    name_tokens(picture, scores, vocabulary, next_token=True)


def source_words(picture: Picture, vocabulary: int, features: int, ragged: bool = False) -> End:
    marks = {"ragged": True} if ragged else {}
    source = picture.add(layer("tokens", "source", "Source sentence", length="S", vocabulary=vocabulary, **marks))
    return picture.add(layer("embedding", "source_vectors", features=features), source)


@FAMILY.draw(
    "Sequence to sequence: an LSTM reads a sentence, its last states start an LSTM that writes the translation.",
    "Sutskever, Vinyals & Le, Sequence to Sequence Learning with Neural Networks, 2014",
    starts=uniform(0.08),
)
def seq2seq(picture: Picture) -> None:
    encoder = picture.add(layer("lstm", "encoder", units=96, layers=2), source_words(picture, 2000, 64))
    decoder = picture.add(
        layer("lstm", "decoder", units=96, layers=2),
        told_so_far(picture, 2000, 64),
        initial_hidden=encoder["hidden"],
        initial_cell=encoder["cell"],
    )
    write_tokens(picture, decoder, 2000)


@FAMILY.draw(
    "Sequence to sequence with attention: each state of the decoder looks for the words that it needs, and both "
    "together choose the next word.",
    "Bahdanau, Cho & Bengio, Neural Machine Translation by Jointly Learning to Align and Translate, 2014; "
    "with the order of Luong, Pham & Manning, 2015",
    starts=BAHDANAU,
)
def seq2seq_attention(picture: Picture) -> None:
    encoder = picture.add(
        layer("gru", "encoder", units=48, direction="bidirectional"), source_words(picture, 2000, 64)
    )
    start = picture.chain(encoder["last"], dense(96, "bridge", "Bridge"), layer("tanh"))
    decoder = picture.add(layer("gru", "decoder", units=96), told_so_far(picture, 2000, 64), initial_hidden=start)
    attention = picture.add(layer("additive_attention", "attention", units=64), decoder, encoder)
    joined = picture.add(layer("concatenate"), decoder, attention["context"])
    write_tokens(picture, picture.chain(joined, dense(96), layer("tanh"), dropout(0.2)), 2000)


@FAMILY.draw(
    "Global attention by dot products: the states of decoder and encoder are compared directly.",
    "Luong, Pham & Manning, Effective Approaches to Attention-Based Neural Machine Translation, 2015",
    starts=uniform(0.1),
)
def seq2seq_dot_attention(picture: Picture) -> None:
    encoder = picture.add(layer("lstm", "encoder", units=96), source_words(picture, 2000, 64))
    decoder = picture.add(
        layer("lstm", "decoder", units=96),
        told_so_far(picture, 2000, 64),
        initial_hidden=encoder["hidden"],
        initial_cell=encoder["cell"],
    )
    context = picture.add(layer("dot_product_attention", "attention"), decoder, encoder)
    joined = picture.add(layer("concatenate"), context, decoder)
    write_tokens(picture, picture.chain(joined, dense(96, bias=False), layer("tanh")), 2000)


@FAMILY.draw(
    "A pointer network: the answer is a sequence of places in the input, given by the weights of attention.",
    "Vinyals, Fortunato & Jaitly, Pointer Networks, 2015",
    starts=uniform(0.08),
)
def pointer_network(picture: Picture) -> None:
    points = picture.add(layer("sequence", "points", "Points", length="S", features=2))
    visited = picture.add(layer("sequence", "visited", "Visited so far", features=2))
    encoder = picture.add(layer("lstm", "encoder", units=64), points)
    decoder = picture.add(
        layer("lstm", "decoder", units=64),
        visited,
        initial_hidden=encoder["hidden"],
        initial_cell=encoder["cell"],
    )
    pointer = picture.add(layer("additive_attention", "pointer", "Pointer", units=64), decoder, encoder)
    name_results(picture, place_probabilities=pointer["weights"])


@FAMILY.draw(
    "Listen, attend and spell: a pyramid of LSTMs shortens the sound, a decoder with attention writes letters.",
    "Chan, Jaitly, Le & Vinyals, Listen, Attend and Spell, 2015",
    starts=uniform(0.1),
)
def listen_attend_spell(picture: Picture) -> None:
    end = picture.add(layer("sequence", "sound", "Mel bands", length=64, features=40))
    for number, steps in enumerate((32, 16), 1):
        heard = picture.add(layer("lstm", f"listen{number}", units=48, direction="bidirectional"), end)
        end = picture.add(reshape(steps, 192, as_sequence=True).named(f"pairs{number}", "Pairs of steps"), heard)
    listener = picture.add(layer("lstm", "listen3", units=48, direction="bidirectional"), end)
    speller = picture.add(layer("lstm", "spell", units=96, layers=2), told_so_far(picture, 30, 32))
    attention = picture.add(layer("additive_attention", "attend", units=64), speller, listener)
    joined = picture.add(layer("concatenate"), speller, attention["context"])
    write_tokens(picture, joined, 30)


def seen(picture: Picture, side: int = 64) -> End:
    """The feature map of a small convolutional network, 128 channels at an eighth of the size."""
    image = picture.add(layer("image", "picture", "Picture", channels=3, height=side, width=side))
    return picture.chain(
        image,
        *(conv_norm_relu(32, 7, 2), pool(), conv_norm_relu(64), pool()),
        *(conv_norm_relu(128), conv_norm_relu(128)),
    )


@FAMILY.draw(
    "Show and tell: what a convolutional network sees is the first word that an LSTM hears; then it writes the "
    "caption. A small network stands where the paper has GoogLeNet.",
    "Vinyals, Toshev, Bengio & Erhan, Show and Tell: A Neural Image Caption Generator, 2014",
)
def show_and_tell(picture: Picture) -> None:
    sight = picture.chain(
        seen(picture),
        *(layer("global_average_pool"), dense(128, "sight", "What is seen")),
        layer("unsqueeze", "first_word", "As first word"),
    )
    words = told_so_far(picture, 1000, 128)
    both = picture.add(layer("concatenate", axis=1), sight, words)
    lstm = picture.add(layer("lstm", units=128), both)
    told = picture.chain(lstm, layer("slice", "told", "Without the picture", axis=1, start=1), dropout())
    write_tokens(picture, told, 1000)


@FAMILY.draw(
    "Show, attend and tell: for each word the decoder looks at the parts of the picture that matter.",
    "Xu and others, Show, Attend and Tell: Neural Image Caption Generation with Visual Attention, 2015",
)
def show_attend_tell(picture: Picture) -> None:
    places = picture.chain(
        seen(picture), reshape(128, 64), layer("permute", "places", "Places", axes=[0, 2, 1], as_sequence=True)
    )
    mean = picture.add(layer("global_average_pool", "mean"), places)
    hidden = picture.chain(mean, dense(128, "first_hidden"), layer("tanh"))
    cell = picture.chain(mean, dense(128, "first_cell"), layer("tanh"))
    lstm = picture.add(
        layer("lstm", units=128), told_so_far(picture, 1000, 128), initial_hidden=hidden, initial_cell=cell
    )
    attention = picture.add(layer("additive_attention", "attend", "Where to look", units=64), lstm, places)
    gate = picture.chain(lstm, dense(128, "gate"), layer("sigmoid"))
    context = picture.add(layer("multiply", "let_through"), gate, attention["context"])
    joined = picture.add(layer("concatenate"), lstm, context)
    write_tokens(picture, picture.chain(joined, dense(128), layer("tanh"), dropout()), 1000)


@FAMILY.draw(
    "LRCN describes a clip: each frame is seen alone, one LSTM watches, a second tells.",
    "Donahue and others, Long-Term Recurrent Convolutional Networks, 2014; "
    "Venugopalan and others, Sequence to Sequence – Video to Text, 2015",
)
def video_description(picture: Picture) -> None:
    clip = picture.add(layer("video", "clip", frames="S", channels=3, height=32, width=32))
    frames = picture.chain(
        clip, *((conv(width), relu(), pool()) for width in (16, 32, 64)), layer("flatten"), dense(128), relu()
    )
    watcher = picture.add(layer("lstm", "watch", units=128), frames)
    teller = picture.add(
        layer("lstm", "tell", units=128),
        told_so_far(picture, 500, 64),
        initial_hidden=watcher["hidden"],
        initial_cell=watcher["cell"],
    )
    write_tokens(picture, teller, 500)


@FAMILY.draw(
    "Answers a question about a picture: an LSTM reads the question, its state and the picture are multiplied.",
    "Antol, Agrawal, Lu, Mitchell, Batra, Zitnick & Parikh, VQA: Visual Question Answering, 2015",
)
def visual_question(picture: Picture) -> None:
    sight = picture.chain(seen(picture), layer("global_average_pool"), dense(128, "sight"), layer("tanh"))
    question = picture.add(layer("tokens", "question", vocabulary=1000, ragged=True))
    lstm = picture.add(
        layer("lstm", units=128), picture.add(layer("embedding", "question_vectors", features=64), question)
    )
    asked = picture.chain(lstm["last"], dense(128, "asked"), layer("tanh"))
    joint = picture.chain(picture.add(layer("multiply", "joint"), sight, asked), dense(128), relu(), dropout())
    name_results(picture, answer_scores=picture.add(dense(200, "scores", "Answer scores"), joint))
