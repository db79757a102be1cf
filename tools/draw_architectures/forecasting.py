"""Networks for numbers over time: forecasts, recordings of the body, the genome."""

from __future__ import annotations

from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import classify, decide, name_results, regress
from tools.draw_architectures.parts import (
    ZEROS,
    conv,
    conv_norm_relu,
    dense,
    depthwise,
    dropout,
    flatten,
    layer,
    norm,
    pool,
    relu,
    start,
)
from tools.draw_architectures.sketch import Block, End, Picture

FAMILY = Family()


@FAMILY.draw(
    "An LSTM looks at five days of weather and says how warm it will be in twelve hours.",
    "Attri, Sharma, Takach & Shah, Timeseries Forecasting for Weather Prediction, 2020",
    Published(
        5_153, "Keras example timeseries_weather_forecasting", 128, "second biases of the LSTM, as torch has them"
    ),
)
def weather_lstm(picture: Picture) -> None:
    lstm = picture.add(layer("lstm", units=32), picture.add(layer("sequence", "weather", features=7)))
    regress(picture, picture.add(dense(1, "temperature", "Temperature"), lstm["last"]))


@FAMILY.draw(
    "Three stacked GRUs forecast the next day of electricity demand, hour by hour.",
    "after Cho and others, Learning Phrase Representations Using RNN Encoder–Decoder, 2014",
)
def stacked_gru(picture: Picture) -> None:
    end = picture.add(layer("sequence", "demand", "Demand and weather", features=8))
    for units in (64, 48):
        end = picture.chain(picture.add(layer("gru", units=units), end), dropout(0.1))
    last = picture.add(layer("gru", units=32), end)["last"]
    regress(picture, picture.add(dense(24, "hours", "Next 24 hours"), last), 24, "huber")


@FAMILY.draw(
    "LSTNet: a convolution finds short patterns, a GRU long ones, and a linear model of the last day keeps the "
    "scale.",
    "Lai, Chang, Yang & Liu, Modeling Long- and Short-Term Temporal Patterns with Deep Neural Networks, 2017; "
    "without the skip-recurrent part",
)
def long_short_patterns(picture: Picture) -> None:
    series = picture.add(layer("sequence", "series", length=72, features=16))
    patterns = picture.chain(series, conv(32, 6, 1, 0, 1), relu(), dropout(0.2))
    memory = picture.add(layer("gru", units=32), patterns)["last"]
    changing = picture.add(dense(16, "changing", "What changes"), memory)
    steady = picture.chain(
        series,
        *(layer("slice", "last_day", axis=1, start=-24), layer("permute", axes=[0, 2, 1])),
        *(dense(1, "linear"), layer("squeeze", "steady", "What stays")),
    )
    regress(picture, picture.add(layer("add", "forecast", "Forecast"), changing, steady), 16, "l1")


@FAMILY.draw(
    "DeepAR gives a mean and a variance for the next value of many related series.",
    "Salinas, Flunkert & Gasthaus, DeepAR: Probabilistic Forecasting with Autoregressive Recurrent Networks, 2017",
)
def deep_ar(picture: Picture) -> None:
    series = picture.add(layer("sequence", "series", "Value before, and calendar", features=6))
    lstm = picture.add(layer("lstm", units=40, layers=3, dropout=0.1), series)
    mean = picture.add(dense(1, "mean", "Mean"), lstm)
    log_variance = picture.add(dense(1, "log_variance", "Log variance"), lstm)
    picture.add(layer("gaussian_nll", "loss"), mean, log_variance, picture.add(layer("sequence_target", "truth")))


@FAMILY.draw(
    "An LSTM autoencoder learns what is usual: the last state of the encoder must suffice to write the sequence "
    "again.",
    "Srivastava, Mansimov & Salakhutdinov, Unsupervised Learning of Video Representations Using LSTMs, 2015; "
    "Malhotra and others, LSTM-Based Encoder-Decoder for Multi-Sensor Anomaly Detection, 2016",
)
def lstm_autoencoder(picture: Picture) -> None:
    sensors = picture.add(layer("sequence", "sensors", features=12))
    before = picture.add(layer("sequence", "before", "The same, one step late", features=12))
    encoder = picture.add(layer("lstm", "encoder", units=48), sensors)
    decoder = picture.add(
        layer("lstm", "decoder", units=48), before, initial_hidden=encoder["hidden"], initial_cell=encoder["cell"]
    )
    copy = picture.add(dense(12, "copy", "Copy"), decoder)
    picture.add(layer("mse", "loss"), copy, picture.add(layer("sequence_target", "truth", features=12)))


@FAMILY.draw(
    "LSTM-FCN: an LSTM and three convolutions read the same series side by side.",
    "Karim, Majumdar, Darabi & Chen, LSTM Fully Convolutional Networks for Time Series Classification, 2017",
)
def lstm_fcn(picture: Picture) -> None:
    series = picture.add(layer("sequence", "series", length=128, features=1))
    turned = picture.add(layer("permute", "turned", "All steps at once", axes=[0, 2, 1], as_sequence=True), series)
    memory = picture.chain(picture.add(layer("lstm", units=8), turned)["last"], dropout(0.8))
    seen = picture.chain(
        series,
        *(conv_norm_relu(128, 7, rank=1), conv_norm_relu(256, 5, rank=1), conv_norm_relu(128, 3, rank=1)),
        layer("global_average_pool", "mean"),
    )
    both = picture.add(layer("concatenate"), memory, seen)
    classify(picture, picture.add(dense(5, "scores", "Scores"), both), 5)


def inception_time_block(picture: Picture, number: int, projects: bool) -> Block:
    """Three modules of long, middle and short kernels, and a way around them."""
    block = picture.block(f"inception{number}", "Three Inception modules")
    entry = end = block.entry()
    for _ in range(3):
        narrow = block.add(conv(16, 1, rank=1, bias=False), end)
        ends = [block.add(conv(16, kernel, rank=1, bias=False), narrow) for kernel in (39, 19, 9)]
        pooled = block.chain(end, pool(3, 1, rank=1, padding=1), conv(16, 1, rank=1, bias=False))
        end = block.chain(block.add(layer("concatenate"), *ends, pooled), norm(1), relu())
    skip = block.chain(entry, conv(64, 1, rank=1, bias=False).named("projection"), norm(1)) if projects else entry
    block.result(block.chain(block.add(layer("add"), end, skip), relu()))
    return block


@FAMILY.draw(
    "InceptionTime sorts recordings by patterns of three lengths at once.",
    "Ismail Fawaz and others, InceptionTime: Finding AlexNet for Time Series Classification, 2019",
)
def inception_time(picture: Picture) -> None:
    series = picture.add(layer("sequence", "series", length=96, features=3))
    end = series
    for number in (1, 2):
        end = picture.place(inception_time_block(picture, number, number == 1), end, id=f"inception{number}")
    classify(picture, picture.chain(end, layer("global_average_pool"), dense(6, "scores", "Scores")), 6)


@FAMILY.draw(
    "N-BEATS: each block explains a part of the past and forecasts with it; what it can't explain goes to the "
    "next.",
    "Oreshkin, Carpov, Chapados & Bengio, N-BEATS: Neural Basis Expansion Analysis, 2019",
)
def n_beats(picture: Picture) -> None:
    block = picture.block("beats", "N-BEATS block")
    entry = block.entry("past")
    thought = block.chain(entry, *((dense(64), relu()) * 4))
    explained = block.chain(thought, dense(8, "past_terms", bias=False), dense(36, "explained"))
    block.result(block.add(layer("subtract"), entry, explained), "rest")
    block.result(block.chain(thought, dense(8, "future_terms", bias=False), dense(12, "part")), "future")
    past = picture.add(layer("vector", "past", "Last three years", features=36))
    parts: list[End] = []
    for number in range(1, 5):
        past = picture.place(block, past, id=f"block{number}")
        parts.append(past["future"])
    regress(picture, picture.add(layer("add", "forecast", "Forecast"), *parts), 12, "l1")


@FAMILY.draw(
    "DeepConvLSTM knows activities from body sensors: convolutions over time, two LSTMs.",
    "Ordóñez & Roggen, Deep Convolutional and LSTM Recurrent Neural Networks for Multimodal Wearable Activity "
    "Recognition, 2016",
)
def deep_conv_lstm(picture: Picture) -> None:
    window = picture.add(layer("image", "window", "24 steps of 18 sensors", height=24, width=18))
    end = picture.chain(
        window,
        *((conv(32, [5, 1], 1, 0), relu()) * 4),
        *(layer("permute", "steps", axes=[0, 2, 1, 3], as_sequence=True), layer("flatten"), dropout()),
    )
    first = picture.chain(picture.add(layer("lstm", units=64), end), dropout())
    last = picture.add(layer("lstm", units=64), first)["last"]
    classify(picture, picture.add(dense(18, "scores", "Scores"), last), 18)


@FAMILY.draw(
    "EEGNet reads brain waves: filters over time, then over electrodes, then both in few weights.",
    "Lawhern and others, EEGNet: A Compact Convolutional Network for EEG-Based Brain-Computer Interfaces, 2016",
)
def eegnet(picture: Picture) -> None:
    waves = picture.add(layer("image", "waves", "64 electrodes, 128 steps", height=64, width=128))
    end = picture.chain(
        waves,
        *(conv(8, [1, 64], bias=False).named("rhythms"), norm()),
        *(depthwise([64, 1], 1, 0, bias=False, multiplier=2).named("electrodes"), norm(), layer("elu")),
        *(pool([1, 4], kind="average"), dropout()),
        *(layer("separable_conv2d", filters=16, kernel=[1, 16], bias=False), norm(), layer("elu")),
        *(pool([1, 8], kind="average"), dropout(), flatten()),
    )
    classify(picture, picture.add(dense(4, "scores", "Scores"), end), 4)


@FAMILY.draw(
    "Finds arrhythmias: residual convolutions shorten the signal, a bidirectional LSTM reads the beats.",
    "after Hannun and others, Cardiologist-Level Arrhythmia Detection with a Deep Neural Network, 2019",
)
def heart_beats(picture: Picture) -> None:
    signal = picture.add(layer("sequence", "signal", "Electrocardiogram", length=512, features=1))
    end = picture.chain(signal, conv_norm_relu(32, 15, 2, rank=1))
    block = picture.block("residual", "Residual, half as long")
    entry = block.entry()
    path = block.chain(
        entry, conv_norm_relu(32, 15, 2, rank=1), dropout(0.2), conv(32, 15, rank=1, bias=False), norm(1)
    )
    block.result(block.chain(block.add(layer("add"), path, block.add(pool(rank=1), entry)), relu()))
    end = picture.place(block, end, id="residual", repeat=3)
    lstm = picture.add(layer("lstm", units=32, direction="bidirectional"), end)
    name_results(picture, beat_scores=picture.add(dense(4, "scores", "Scores of each beat"), lstm))


def sequence_of_dna(picture: Picture, length: int) -> End:
    """One-hot letters A, C, G, T."""
    return picture.add(layer("sequence", "letters", "A, C, G, T", length=length, features=4))


@FAMILY.draw(
    "DanQ: a convolution finds motifs of DNA, a bidirectional LSTM their grammar, for 919 marks of chromatin.",
    "Quang & Xie, DanQ: A Hybrid Convolutional and Recurrent Deep Neural Network for the Function of DNA, 2016",
    Published(46_926_479, "the authors' model in Keras", 2_560, "second biases of the LSTM, as torch has them"),
    large=True,
    starts={"weight": start("uniform", low=-0.05, high=0.05), "bias": ZEROS},
)
def danq(picture: Picture) -> None:
    motifs = picture.chain(
        sequence_of_dna(picture, 1000),
        conv(320, 26, 1, 0, 1).named("motifs"),
        relu(),
        pool(13, rank=1),
        dropout(0.2),
    )
    lstm = picture.add(layer("lstm", units=320, direction="bidirectional"), motifs)
    end = picture.chain(lstm, dropout(), layer("flatten", include_time=True), dense(925), relu())
    decide(picture, picture.add(dense(919, "marks", "Marks"), end), 919)


@FAMILY.draw(
    "DeepSEA: three convolutions over a thousand letters of DNA say which of 919 marks they carry.",
    "Zhou & Troyanskaya, Predicting Effects of Noncoding Variants with Deep Learning, 2015",
    Published(52_843_119, "Kipoi, DeepSEA/predict"),
    large=True,
)
def deepsea(picture: Picture) -> None:
    end = picture.chain(
        sequence_of_dna(picture, 1000),
        *(conv(320, 8, 1, 0, 1), relu(), pool(4, rank=1), dropout(0.2)),
        *(conv(480, 8, 1, 0, 1), relu(), pool(4, rank=1), dropout(0.2)),
        *(conv(960, 8, 1, 0, 1), relu(), dropout()),
        *(layer("flatten", include_time=True), dense(925), relu()),
    )
    decide(picture, picture.add(dense(919, "marks", "Marks"), end), 919)


@FAMILY.draw(
    "A small network of the same kind: where does a protein bind to DNA?",
    "after Alipanahi, Delong, Weirauch & Frey, DeepBind, 2015, and Quang & Xie, DanQ, 2016",
)
def dna_binding(picture: Picture) -> None:
    motifs = picture.chain(
        sequence_of_dna(picture, 200), conv(32, 19, rank=1).named("motifs"), relu(), pool(10, rank=1), dropout(0.2)
    )
    gru = picture.add(layer("gru", units=32, direction="bidirectional"), motifs)
    decide(picture, picture.add(dense(1, "binds", "Binds or not"), gru["last"]))
