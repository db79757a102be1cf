"""Networks whose loop is drawn: blocks that run over time and remember states of their own."""

from __future__ import annotations

from tools.draw_architectures.catalogue import Family
from tools.draw_architectures.objectives import classify, name_results, regress
from tools.draw_architectures.parts import conv, dense, dropout, layer, reshape
from tools.draw_architectures.sketch import Block, End, Picture
from tools.draw_architectures.translating import BAHDANAU, seen, source_words, told_so_far, write_tokens

FAMILY = Family()
HOCHREITER_1997 = "Hochreiter & Schmidhuber, Long Short-Term Memory, 1997"


def _gate(block: Block, end: End, name: str, label: str, units: int, activation: str = "sigmoid") -> End:
    return block.chain(end, dense(units, name, label), layer(activation, f"{name}_{activation}"))


def lstm_cell(picture: Picture, units: int) -> Block:
    """The cell as the textbooks draw it: four dense layers, three gates, two states."""
    cell = picture.block("lstm_cell", "LSTM cell", "One step: what is forgotten, what is written, what is shown.")
    step, hidden, memory = cell.entry("step"), cell.state("hidden", units), cell.state("memory", units)
    both = cell.add(layer("concatenate", "both"), step, hidden)
    kept = cell.add(layer("multiply", "kept"), memory, _gate(cell, both, "forget", "Forget gate", units))
    candidate = _gate(cell, both, "candidate", "Candidate", units, "tanh")
    written = cell.add(layer("multiply", "written"), candidate, _gate(cell, both, "input", "Input gate", units))
    memorised = cell.add(layer("add", "memorised"), kept, written)
    shown = cell.add(layer("tanh", "shown"), memorised)
    result = cell.add(
        layer("multiply", "result_let_through"), shown, _gate(cell, both, "output", "Output gate", units)
    )
    cell.remember("memory", memorised)
    cell.remember("hidden", result)
    cell.result(result, "result")
    return cell


@FAMILY.draw(
    "An LSTM drawn from its parts: Dense, Sigmoid, Tanh, Multiply and Add in a block that runs over time. It "
    "equals the built-in LSTM, as a test shows.",
    HOCHREITER_1997 + "; with the forget gate of Gers, Schmidhuber & Cummins, 1999",
)
def lstm_from_parts(picture: Picture) -> None:
    series = picture.add(layer("sequence", "series", features=8, ragged=True))
    cell = picture.place(lstm_cell(picture, 32), series, id="cell", label="LSTM cell", over_time=True)
    regress(picture, picture.add(dense(1, "value", "Value"), cell["hidden"]))


@FAMILY.draw(
    "A GRU drawn from its parts.",
    "Cho and others, Learning Phrase Representations Using RNN Encoder–Decoder, 2014",
)
def gru_from_parts(picture: Picture) -> None:
    units = 32
    cell = picture.block("gru_cell", "GRU cell", "One step: how much is new, and what of the old it looks at.")
    step, hidden = cell.entry("step"), cell.state("hidden", units)
    both = cell.add(layer("concatenate", "both"), step, hidden)
    update = _gate(cell, both, "update", "Update gate", units)
    reset = cell.add(layer("multiply", "looked_at"), hidden, _gate(cell, both, "reset", "Reset gate", units))
    candidate = _gate(
        cell, cell.add(layer("concatenate", "new"), step, reset), "candidate", "Candidate", units, "tanh"
    )
    change = cell.add(layer("subtract", "change"), candidate, hidden)
    result = cell.add(layer("add", "changed"), hidden, cell.add(layer("multiply", "let_through"), update, change))
    cell.remember("hidden", result)
    cell.result(result, "result")
    series = picture.add(layer("sequence", "series", features=6))
    steps = picture.place(cell, series, id="cell", label="GRU cell", over_time=True)
    classify(picture, picture.add(dense(4, "scores", "Scores"), steps["hidden"]), 4)


@FAMILY.draw(
    "A translator whose decoder looks back before each word: attention stands inside the loop, and what it finds "
    "enters the memory.",
    "Bahdanau, Cho & Bengio, Neural Machine Translation by Jointly Learning to Align and Translate, 2014",
    starts=BAHDANAU,
)
def align_and_translate(picture: Picture) -> None:
    units = 64
    encoder = picture.add(
        layer("gru", "encoder", units=32, direction="bidirectional"), source_words(picture, 1000, 48, ragged=True)
    )
    start = picture.chain(encoder["last"], dense(units, "first"), layer("tanh"))
    step = picture.block("decoder_step", "Decoder step", "Looks, remembers, and gives what it needs for a word.")
    word, memory, hidden = step.entry("word"), step.entry("memory", whole=True), step.state("hidden", units)
    found = step.add(layer("additive_attention", "look", units=units), hidden, memory)["context"]
    entering = step.add(layer("concatenate"), word, found)
    remembered = step.add(layer("gru_cell", "remember", units=units), entering, hidden)
    step.remember("hidden", remembered)
    step.result(step.add(layer("concatenate", "answer"), remembered, found), "told")
    decoder = picture.place(step, told_so_far(picture, 1000, 48), encoder, id="decoder", over_time=True)
    picture.feed(decoder, "hidden", start)
    write_tokens(picture, picture.chain(decoder, dense(64), layer("tanh")), 1000)


@FAMILY.draw(
    "Show, attend and tell as it was published: before each word the decoder looks at the picture with what it "
    "remembers, and an LSTM takes in both.",
    "Xu and others, Show, Attend and Tell: Neural Image Caption Generation with Visual Attention, 2015",
)
def look_before_each_word(picture: Picture) -> None:
    units = 96
    places = picture.chain(seen(picture), reshape(128, 64), layer("permute", "places", "Places", axes=[0, 2, 1]))
    step = picture.block("decoder_step", "Decoder step")
    word, kept = step.entry("word"), step.entry("places")
    hidden, cell = step.state("hidden", units), step.state("cell", units)
    found = step.add(layer("additive_attention", "look", units=64), hidden, kept)["context"]
    gate = step.chain(hidden, dense(128, "gate"), layer("sigmoid"))
    entering = step.add(layer("concatenate"), word, step.add(layer("multiply", "let_through"), gate, found))
    memory = step.add(layer("lstm_cell", "memory", units=units), entering, hidden, cell)
    step.remember("hidden", memory["hidden"])
    step.remember("cell", memory["cell"])
    step.result(step.add(layer("concatenate", "answer"), memory["hidden"], found), "told")
    decoder = picture.place(step, told_so_far(picture, 500, 64), places, id="decoder", over_time=True)
    write_tokens(picture, picture.chain(decoder, dropout(0.3)), 500)


@FAMILY.draw(
    "A ConvLSTM drawn from its parts: the gates are convolutions and the states are pictures.",
    "Shi, Chen, Wang, Yeung, Wong & Woo, Convolutional LSTM Network for Precipitation Nowcasting, 2015",
)
def conv_lstm_from_parts(picture: Picture) -> None:
    channels, side = 8, 12
    cell = picture.block("conv_lstm_cell", "ConvLSTM cell")
    frame = cell.entry("frame")
    hidden, memory = cell.state("hidden", channels, side, side), cell.state("memory", channels, side, side)
    both = cell.add(layer("concatenate", "both"), frame, hidden)
    gates = {
        name: cell.chain(both, conv(channels).named(name), layer(kind, f"{name}_{kind}"))
        for name, kind in (
            ("forget", "sigmoid"),
            ("input", "sigmoid"),
            ("output", "sigmoid"),
            ("candidate", "tanh"),
        )
    }
    kept = cell.add(layer("multiply", "kept"), memory, gates["forget"])
    written = cell.add(layer("multiply", "written"), gates["candidate"], gates["input"])
    memorised = cell.add(layer("add", "memorised"), kept, written)
    result = cell.add(layer("multiply", "shown"), cell.add(layer("tanh"), memorised), gates["output"])
    cell.remember("memory", memorised)
    cell.remember("hidden", result)
    cell.result(result, "result")
    radar = picture.add(layer("video", "radar", height=side, width=side))
    frames = picture.place(cell, radar, id="cell", label="ConvLSTM cell", over_time=True)
    name_results(picture, next_picture=picture.add(conv(1).named("next", "Next picture"), frames["hidden"]))


@FAMILY.draw(
    "A recurrent network with a clock of its own: half of its memory changes quickly, half slowly.",
    "after Bengio, Boulanger-Lewandowski & Pascanu, Advances in Optimizing Recurrent Networks, 2012, leaky units",
)
def leaky_memory(picture: Picture) -> None:
    units = 24
    cell = picture.block("leaky_cell", "Leaky cell", "The slow half keeps nine tenths of what it was.")
    step, fast, slow = cell.entry("step"), cell.state("fast", units), cell.state("slow", units)
    both = cell.add(layer("concatenate", "both"), step, fast, slow)
    quick = cell.chain(both, dense(units, "quick"), layer("tanh"))
    drift = cell.chain(both, dense(units, "drift"), layer("tanh"), layer("scale_shift", "tenth", scale=0.1))
    kept = cell.add(layer("scale_shift", "kept", scale=0.9), slow)
    slowly = cell.add(layer("add", "slowly"), kept, drift)
    cell.remember("fast", quick)
    cell.remember("slow", slowly)
    cell.result(cell.add(layer("concatenate", "joined"), quick, slowly), "result")
    series = picture.add(layer("sequence", "series", features=4))
    steps = picture.place(cell, series, id="cell", label="Leaky cell", over_time=True)
    target = picture.add(layer("sequence_target", "truth"))
    picture.add(layer("mse", "loss"), picture.add(dense(1, "value", "Value"), steps), target)
