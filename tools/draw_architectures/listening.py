"""Networks that hear: speech, sounds, music; and text lines, which are read in the same way."""

from __future__ import annotations

from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import classify, name_results, name_tokens, spell
from tools.draw_architectures.parts import (
    TORCH,
    conv,
    conv_norm,
    conv_norm_relu,
    dense,
    depthwise,
    dropout,
    layer,
    norm,
    pool,
    relu,
    start,
)
from tools.draw_architectures.sketch import Block, End, Parts, Picture

FAMILY = Family()
BOTH_WAYS = "bidirectional"


def _letters(picture: Picture, end: End, count: int) -> None:
    """Scores of letters and of the blank at each step, which CTC brings into line with the text."""
    spell(picture, picture.add(dense(count, "letters", "Letters and blank"), end), count)


@FAMILY.draw(
    "CRNN reads a line of text: convolutions turn the picture into a sequence of columns, two bidirectional LSTMs "
    "read it, and CTC finds the letters.",
    "Shi, Bai & Yao, An End-to-End Trainable Neural Network for Image-Based Sequence Recognition, 2015",
)
def crnn_text_line(picture: Picture) -> None:
    line = picture.add(layer("image", "line", "Text line", height=32, width=100))
    low = pool([2, 2], [2, 1], padding=[0, 1])
    end = picture.chain(
        line,
        *(conv(64), relu(), pool(), conv(128), relu(), pool()),
        *(conv_norm_relu(256), conv(256), relu(), low),
        *(conv_norm_relu(512), conv(512), relu(), low),
        *(conv_norm_relu(512, 2, 1, 0), layer("squeeze", "columns", axis=2)),
        layer("permute", "as_sequence", axes=[0, 2, 1], as_sequence=True),
    )
    end = picture.add(layer("lstm", units=256, direction=BOTH_WAYS), end)
    end = picture.add(layer("lstm", units=256, direction=BOTH_WAYS), picture.add(dense(256), end))
    _letters(picture, end, 37)


@FAMILY.draw(
    "A small CRNN for lines of digits.",
    "after Shi, Bai & Yao, An End-to-End Trainable Neural Network for Image-Based Sequence Recognition, 2015",
)
def small_crnn(picture: Picture) -> None:
    line = picture.add(layer("image", "line", "Text line", height=16, width=64))
    end = picture.chain(
        line,
        *(conv_norm_relu(16), pool(), conv_norm_relu(32), pool([2, 1]), conv_norm_relu(48), pool([4, 1])),
        *(layer("squeeze", "columns", axis=2), layer("permute", "as_sequence", axes=[0, 2, 1], as_sequence=True)),
    )
    _letters(picture, picture.add(layer("gru", units=48, layers=2, direction=BOTH_WAYS), end), 11)


@FAMILY.draw(
    "Deep Speech: three dense layers see a few steps of a spectrum, a recurrent layer reads both ways, and CTC "
    "finds the letters. A convolution of nine steps stands for the first layer and its context.",
    "Hannun and others, Deep Speech: Scaling Up End-to-End Speech Recognition, 2014",
)
def deep_speech(picture: Picture) -> None:
    clipped = layer("hard_tanh", low=0.0, high=20.0)
    sound = picture.add(layer("sequence", "sound", "Spectrum", features=80))
    end = picture.chain(
        sound,
        *(conv(128, 9, rank=1).named("context"), clipped, dropout(0.1)),
        *((dense(128), clipped, dropout(0.1)) * 2),
    )
    rnn = picture.add(layer("rnn", units=128, direction=BOTH_WAYS, nonlinearity="relu"), end)
    _letters(picture, picture.chain(rnn, dense(128), clipped), 29)


@FAMILY.draw(
    "A network like Deep Speech 2: two convolutions over frequency and time, five bidirectional GRUs, CTC.",
    "Amodei and others, Deep Speech 2: End-to-End Speech Recognition in English and Mandarin, 2015",
    Published(26_628_352, "Keras example ctc_asr, trainable ones"),
    large=True,
)
def deep_speech2(picture: Picture) -> None:
    sound = picture.add(layer("sequence", "sound", "Spectrum", features=193))
    end = picture.chain(
        sound,
        layer("unsqueeze", "as_picture", axis=1),
        conv_norm_relu(32, [11, 41], [2, 2]),
        conv_norm_relu(32, [11, 21], [1, 2]),
        layer("permute", "steps", axes=[0, 2, 1, 3], as_sequence=True),
        layer("flatten"),
    )
    for number in range(1, 6):
        gru = picture.add(layer("gru", f"gru{number}", units=512, direction=BOTH_WAYS), end)
        end = picture.add(dropout(), gru) if number < 5 else gru
    _letters(picture, picture.chain(end, dense(1024), relu(), dropout()), 32)


@FAMILY.draw(
    "M5 hears words in the raw wave: a first convolution of 80 samples, then short ones.",
    "Dai, Dai, Qu, Li & Das, Very Deep Convolutional Neural Networks for Raw Waveforms, 2016",
    Published(26_915, "PyTorch tutorial speech_command_classification"),
    starts={"weight": start("xavier_uniform")},
)
def m5_audio(picture: Picture) -> None:
    wave = picture.add(layer("sequence", "wave", "Wave of 8 kHz", length=8000, features=1))
    end = picture.chain(
        wave,
        *(conv(32, 80, 16, 0, 1), norm(1), relu(), pool(4, rank=1)),
        *(conv(32, 3, 1, 0, 1), norm(1), relu(), pool(4, rank=1)),
        *(conv(64, 3, 1, 0, 1), norm(1), relu(), pool(4, rank=1)),
        *(conv(64, 3, 1, 0, 1), norm(1), relu(), pool(4, rank=1)),
    )
    classify(
        picture,
        picture.chain(end, layer("global_average_pool"), dense(35, "scores", "Scores", initial_weight=TORCH)),
        35,
    )


@FAMILY.draw(
    "DS-CNN waits for a keyword on a small device: depthwise and 1×1 convolutions over 49 steps of ten features.",
    "Zhang, Suda, Lai & Chandra, Hello Edge: Keyword Spotting on Microcontrollers, 2017",
)
def keyword_spotting(picture: Picture) -> None:
    sound = picture.add(layer("image", "sound", "Cepstrum", height=49, width=10))
    block = picture.chain_block(
        "separable",
        *(depthwise(bias=False), norm(), relu(), conv_norm_relu(64, 1)),
        title="Depthwise and 1×1",
    )
    end = picture.chain(sound, conv_norm_relu(64, [10, 4], 2, [5, 1]), dropout(0.2))
    end = picture.place(block, end, id="layers", repeat=4)
    classify(
        picture, picture.chain(end, dropout(0.4), layer("global_average_pool"), dense(12, "scores", "Scores")), 12
    )


@FAMILY.draw(
    "Finds when a sound happens: convolutions over frequency, a bidirectional GRU, and yes or no for each kind of "
    "sound at each step.",
    "Çakır, Parascandolo, Heittola, Huttunen & Virtanen, Convolutional Recurrent Neural Networks for Polyphonic "
    "Sound Event Detection, 2017",
)
def sound_events(picture: Picture) -> None:
    sound = picture.add(layer("sequence", "sound", "Mel bands", features=40))
    end = picture.chain(
        sound,
        layer("unsqueeze", "as_picture", axis=1),
        *(conv_norm_relu(32), pool([1, 5]), conv_norm_relu(32), pool([1, 4])),
        *(layer("permute", "steps", axes=[0, 2, 1, 3], as_sequence=True), layer("flatten")),
    )
    gru = picture.add(layer("gru", units=32, direction=BOTH_WAYS), end)
    events = picture.chain(gru, dropout(), dense(6, "events", "Events"))
    target = picture.add(layer("sequence_target", "truth", features=6))
    picture.add(layer("binary_cross_entropy"), events, target)


def gated_dilation(picture: Picture, width: int, dilation: int) -> Block:
    """WaveNet's layer: a filter and its gate, and one part on to the next layer, one to the end."""
    block = picture.block(f"dilation{dilation}", f"Dilation {dilation}")
    entry = block.entry()
    causal = layer("causal_conv1d", filters=width, kernel=2, dilation=dilation)
    passed = block.chain(entry, causal.named("filter"), layer("tanh"))
    gate = block.chain(entry, causal.named("gate"), layer("sigmoid"))
    gated = block.add(layer("multiply", "let_through"), passed, gate)
    onward = block.add(dense(width, "onward"), gated)
    block.result(block.add(layer("add"), entry, onward), "next")
    block.result(block.add(dense(width, "aside"), gated), "skip")
    return block


@FAMILY.draw(
    "WaveNet guesses the next sample of a wave: causal convolutions whose dilation doubles from layer to layer, "
    "gates, and the sum of all skip connections.",
    "van den Oord and others, WaveNet: A Generative Model for Raw Audio, 2016",
)
def wavenet(picture: Picture) -> None:
    wave = picture.add(layer("tokens", "wave", "Wave in 256 steps", vocabulary=256, teacher_forcing=True))
    end = picture.chain(wave, layer("embedding", features=32), layer("causal_conv1d", filters=32, kernel=2))
    skips = []
    for number in range(8):
        block = gated_dilation(picture, 32, 2**number)
        end = picture.place(block, end, id=block.name)
        skips.append(end["skip"])
    scores = picture.chain(
        picture.add(layer("add", "skips"), *skips),
        *(relu(), dense(64), relu(), dense(256, "scores", "Next sample")),
    )
    name_tokens(picture, scores, 256, next_token=True)


def causal_residual(picture: Picture, width: int, dilation: int, projects: bool) -> Block:
    block = picture.block(f"dilation{dilation}", f"Dilation {dilation}")
    entry = block.entry()
    causal = layer("causal_conv1d", filters=width, dilation=dilation, normalise_weights="weight")
    path = block.chain(entry, *((causal, relu(), dropout(0.2)) * 2))
    skip = block.add(dense(width, "projection"), entry) if projects else entry
    block.result(block.chain(block.add(layer("add"), path, skip), relu()))
    return block


@FAMILY.draw(
    "Temporal convolutional network: dilated causal convolutions with weight norm take the place of recurrence; "
    "here on music, 88 keys at each step.",
    "Bai, Kolter & Koltun, An Empirical Evaluation of Generic Convolutional and Recurrent Networks, 2018",
)
def temporal_convolution(picture: Picture) -> None:
    end = picture.add(layer("sequence", "keys", "Keys", features=88))
    for number in range(4):
        block = causal_residual(picture, 64, 2**number, projects=number == 0)
        end = picture.place(block, end, id=block.name)
    target = picture.add(layer("sequence_target", "truth", "Next keys", features=88))
    picture.add(layer("binary_cross_entropy"), picture.add(dense(88, "next", "Next keys"), end), target)


@FAMILY.draw(
    "CBHG: a bank of convolutions of one to eight steps, highway layers and a bidirectional GRU make features of "
    "letters, as in Tacotron.",
    "Wang and others, Tacotron: Towards End-to-End Speech Synthesis, 2017",
)
def cbhg(picture: Picture) -> None:
    letters = picture.add(layer("tokens", "letters", vocabulary=64))
    pre = picture.chain(letters, layer("embedding", features=64), dense(64), relu(), dropout())
    bank = [picture.add(conv(32, width, rank=1).named(f"bank{width}"), pre) for width in range(1, 9)]
    end = picture.chain(
        picture.add(layer("concatenate"), *bank),
        *(relu(), layer("pad", amounts=[0, 0, 0, 1]), pool(2, 1, rank=1)),
        *(conv_norm_relu(64, rank=1), conv_norm(64, rank=1)),
    )
    end = picture.add(layer("add"), pre, end)
    end = picture.chain(end, *((layer("highway"),) * 4))
    gru = picture.add(layer("gru", units=64, direction=BOTH_WAYS), end)
    name_results(picture, features=gru)


@FAMILY.draw(
    "QuartzNet-like: residual blocks of separable convolutions over time, and CTC.",
    "Kriman and others, QuartzNet: Deep Automatic Speech Recognition with 1D Time-Channel Separable "
    "Convolutions, 2019",
)
def quartznet_small(picture: Picture) -> None:
    def separable(width: int, channels: int, kernel: int) -> Parts:
        time = conv(channels, kernel, rank=1, bias=False, groups=channels)
        return time, conv(width, 1, rank=1, bias=False), norm(1)

    sound = picture.add(layer("sequence", "sound", "Mel bands", features=64))
    end = picture.chain(sound, conv(64, 33, 2, 16, 1, bias=False), norm(1), relu())
    for number, kernel in enumerate((33, 39, 51), 1):
        block = picture.block(f"block{number}", f"Block of {kernel} steps")
        entry = block.entry()
        path = block.chain(entry, separable(64, 64, kernel), relu(), separable(64, 64, kernel))
        skip = block.chain(entry, conv_norm(64, 1, rank=1))
        block.result(block.chain(block.add(layer("add"), path, skip), relu()))
        end = picture.place(block, end, id=f"block{number}", repeat=2)
    _letters(picture, end, 29)
