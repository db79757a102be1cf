"""Networks that read texts: embeddings, convolutions over words, and memories."""

from __future__ import annotations

from backend.declare.parameters import Json
from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import classify, decide, name_tokens
from tools.draw_architectures.parts import conv, dense, dropout, layer, pool, relu, start
from tools.draw_architectures.sketch import End, Part, Picture

FAMILY = Family()
UNIFORM = start("uniform", low=-0.05, high=0.05)
ZAREMBA = {"weight": UNIFORM, "embedding": UNIFORM, "bias": UNIFORM}


def words(
    picture: Picture, vocabulary: int, features: int, name: str = "words", ragged: bool = True, **others: Json
) -> End:
    """Tokens of a text, ragged as texts are, and their vectors."""
    uneven: dict[str, Json] = {"ragged": True} if ragged else {}
    tokens = picture.add(Part("tokens", {"vocabulary": vocabulary, **uneven, **others}, name))
    return picture.add(layer("embedding", f"{name}_vectors", features=features), tokens)


@FAMILY.draw(
    "Kim's text CNN: filters over three, four and five words, and the strongest answer of each.",
    "Kim, Convolutional Neural Networks for Sentence Classification, 2014",
)
def kim_text_cnn(picture: Picture) -> None:
    vectors = words(picture, 5000, 100)
    ends = [
        picture.chain(
            vectors,
            conv(100, width, rank=1).named(f"words{width}"),
            relu(),
            layer("global_max_pool", f"most{width}"),
        )
        for width in (3, 4, 5)
    ]
    end = picture.chain(picture.add(layer("concatenate"), *ends), dropout())
    classify(picture, picture.add(dense(2, "scores", "Scores"), end), 2)


@FAMILY.draw(
    "A character-level CNN: six convolutions read a text of 1014 characters letter by letter, in the small size.",
    "Zhang, Zhao & LeCun, Character-Level Convolutional Networks for Text Classification, 2015",
)
def char_cnn(picture: Picture) -> None:
    letters = picture.add(layer("tokens", "letters", length=1014, vocabulary=70))
    end = picture.chain(letters, layer("one_hot"))
    for kernel, pooled in ((7, True), (7, True), (3, False), (3, False), (3, False), (3, True)):
        end = picture.chain(end, conv(256, kernel, padding=0, rank=1), relu())
        end = picture.add(pool(3, rank=1), end) if pooled else end
    scores = picture.chain(
        end,
        layer("flatten", include_time=True),
        *(dense(1024), relu(), dropout(), dense(1024), relu(), dropout()),
        dense(14, "scores", "Scores"),
    )
    classify(picture, scores, 14)


@FAMILY.draw(
    "fastText: the mean of all word vectors and one dense layer, hard to beat for its speed.",
    "Joulin, Grave, Bojanowski & Mikolov, Bag of Tricks for Efficient Text Classification, 2016",
)
def fast_text(picture: Picture) -> None:
    end = picture.chain(words(picture, 20_000, 10), layer("global_average_pool", "mean"))
    classify(picture, picture.add(dense(4, "scores", "Scores"), end), 4)


@FAMILY.draw(
    "Deep averaging network: the mean of all word vectors through a few dense layers.",
    "Iyyer, Manjunatha, Boyd-Graber & Daumé, Deep Unordered Composition Rivals Syntactic Methods, 2015",
)
def deep_averaging(picture: Picture) -> None:
    end = picture.chain(words(picture, 5000, 50), layer("global_average_pool", "mean"))
    scores = picture.chain(end, *((dense(100), relu(), dropout(0.3)) * 3), dense(2, "scores", "Scores"))
    classify(picture, scores, 2)


@FAMILY.draw(
    "An LSTM reads a review word by word; its last state says whether it is a good one.",
    "Hochreiter & Schmidhuber, Long Short-Term Memory, 1997; the task of Maas and others, 2011",
)
def sentiment_lstm(picture: Picture) -> None:
    lstm = picture.add(layer("lstm", units=64), words(picture, 5000, 32))
    decide(picture, picture.chain(lstm["last"], dropout(0.3), dense(1, "good", "Good or bad")))


@FAMILY.draw(
    "Two LSTMs read a review from both ends.",
    "Chollet, Bidirectional LSTM on IMDB, 2020; Schuster & Paliwal, Bidirectional Recurrent Neural Networks, 1997",
    Published(
        2_757_761, "Keras example bidirectional_lstm_imdb", 1_024, "second biases of the LSTMs, as torch has them"
    ),
)
def sentiment_bilstm(picture: Picture) -> None:
    vectors = words(picture, 20_000, 128)
    first = picture.add(layer("lstm", units=64, direction="bidirectional"), vectors)
    second = picture.add(layer("lstm", units=64, direction="bidirectional"), first)
    decide(picture, picture.add(dense(1, "good", "Good or bad"), second["last"]))


@FAMILY.draw(
    "C-LSTM: convolutions find phrases, an LSTM reads them in their order.",
    "Zhou, Sun, Liu & Lau, A C-LSTM Neural Network for Text Classification, 2015",
)
def convolution_lstm_text(picture: Picture) -> None:
    phrases = picture.chain(words(picture, 5000, 64), dropout(0.3), conv(96, 3, rank=1).named("phrases"), relu())
    lstm = picture.add(layer("lstm", units=96), phrases)
    classify(picture, picture.chain(lstm["last"], dropout(), dense(5, "scores", "Scores")), 5)


@FAMILY.draw(
    "RCNN: what stands left and right of each word comes from a recurrent layer, and the strongest feature of the "
    "text is kept.",
    "Lai, Xu, Liu & Zhao, Recurrent Convolutional Neural Networks for Text Classification, 2015",
)
def recurrent_cnn_text(picture: Picture) -> None:
    vectors = words(picture, 5000, 50)
    context = picture.add(layer("rnn", "context", units=50, direction="bidirectional"), vectors)
    joined = picture.add(layer("concatenate"), vectors, context)
    end = picture.chain(joined, dense(100), layer("tanh"), layer("global_max_pool", "strongest"))
    classify(picture, picture.add(dense(4, "scores", "Scores"), end), 4)


@FAMILY.draw(
    "A bidirectional LSTM that weighs its steps finds how two things in a sentence are related.",
    "Zhou, Shi, Tian, Qi, Li, Hao & Xu, Attention-Based Bidirectional LSTM Networks for Relation "
    "Classification, 2016",
)
def relation_attention(picture: Picture) -> None:
    vectors = picture.chain(words(picture, 5000, 64, ragged=False), dropout(0.3))
    lstm = picture.add(layer("lstm", units=64, direction="bidirectional"), vectors)
    attended = picture.add(layer("additive_attention", "attention", units=64), lstm["last"], lstm)
    scores = picture.chain(attended["context"], layer("tanh"), dropout(), dense(19, "scores", "Scores"))
    classify(picture, scores, 19)


@FAMILY.draw(
    "A language model of two LSTM layers guesses the next word: the medium size.",
    "Zaremba, Sutskever & Vinyals, Recurrent Neural Network Regularization, 2014",
    large=True,
    starts=ZAREMBA,
)
def word_language_model(picture: Picture) -> None:
    vectors = picture.chain(words(picture, 10_000, 650, ragged=False, teacher_forcing=True), dropout())
    lstm = picture.add(layer("lstm", units=650, layers=2, dropout=0.5), vectors)
    scores = picture.chain(lstm, dropout(), dense(10_000, "scores", "Next word"))
    name_tokens(picture, scores, 10_000, next_token=True)


@FAMILY.draw(
    "A character model that writes like what it has read: three LSTM layers.",
    "Karpathy, The Unreasonable Effectiveness of Recurrent Neural Networks, 2015",
)
def char_rnn(picture: Picture) -> None:
    letters = picture.add(layer("tokens", "text", "Text so far", vocabulary=96, teacher_forcing=True))
    one_hot = picture.add(layer("one_hot"), letters)
    lstm = picture.add(layer("lstm", units=128, layers=3, dropout=0.2), one_hot)
    name_tokens(picture, picture.add(dense(96, "scores", "Next letter"), lstm), 96, next_token=True)


@FAMILY.draw(
    "A bidirectional LSTM tags each word with its part of speech.",
    "Huang, Xu & Yu, Bidirectional LSTM-CRF Models for Sequence Tagging, 2015, without the CRF",
)
def bilstm_tagger(picture: Picture) -> None:
    lstm = picture.add(layer("lstm", units=64, direction="bidirectional"), words(picture, 8000, 64))
    scores = picture.chain(lstm, dropout(0.3), dense(17, "scores", "Tag scores"))
    name_tokens(picture, scores, 17, ragged=True)


@FAMILY.draw(
    "Named entities without a CRF: convolutions over neighbouring words beside a bidirectional LSTM, each word "
    "decoded alone from both.",
    "after Chiu & Nichols, Named Entity Recognition with Bidirectional LSTM-CNNs, 2015",
)
def entity_tagger(picture: Picture) -> None:
    vectors = picture.chain(words(picture, 8000, 100), dropout(0.3))
    near = picture.chain(vectors, conv(64, 3, rank=1).named("near", "Neighbours"), relu())
    far = picture.add(layer("lstm", "far", "Sentence", units=64, direction="bidirectional"), vectors)
    both = picture.add(layer("concatenate"), near, far)
    scores = picture.chain(both, dense(64), layer("tanh"), dropout(), dense(9, "scores", "Entity scores"))
    name_tokens(picture, scores, 9, ragged=True)


@FAMILY.draw(
    "The smallest recurrent network tells from its letters where a name comes from.",
    "Elman, Finding Structure in Time, 1990; the task of the PyTorch tutorial char_rnn_classification",
)
def elman_names(picture: Picture) -> None:
    letters = picture.add(layer("tokens", "letters", vocabulary=57, ragged=True))
    rnn = picture.add(layer("rnn", units=128), picture.add(layer("one_hot"), letters))
    classify(picture, picture.add(dense(18, "scores", "Scores"), rnn["last"]), 18)


@FAMILY.draw(
    "MaLSTM: one LSTM reads two questions; the distance of its last states says whether they ask the same.",
    "Mueller & Thyagarajan, Siamese Recurrent Architectures for Learning Sentence Similarity, 2016",
)
def siamese_lstm(picture: Picture) -> None:
    reader = picture.block("reader", "Reader", "Reads both questions with the same weights.")
    vectors = reader.add(layer("embedding", features=64), reader.entry("words"))
    # As in the paper: what was read is kept at first.
    lstm = layer("lstm", units=50, initial_forget_bias=start("constant", value=2.5))
    reader.result(reader.add(lstm, vectors)["last"], "meaning")
    ends = []
    for name in ("left", "right"):
        tokens = picture.add(layer("tokens", name, f"{name.capitalize()} question", vocabulary=5000))
        ends.append(picture.place(reader, tokens, id=f"read_{name}", shared_as="reader"))
    gap = picture.chain(
        picture.add(layer("subtract", "gap"), *ends),
        *(layer("absolute"), layer("negate"), layer("exponential"), dense(1, "same", "Same question")),
    )
    decide(picture, gap)


@FAMILY.draw(
    "ESIM: two sentences are read, aligned by attention, compared and read again: does one follow from the other?",
    "Chen, Zhu, Ling, Wei, Jiang & Inkpen, Enhanced LSTM for Natural Language Inference, 2016",
)
def sentence_inference(picture: Picture) -> None:
    reader = picture.block("reader", "Reader")
    vectors = reader.add(layer("embedding", features=64), reader.entry("words"))
    reader.result(reader.add(layer("lstm", units=48, direction="bidirectional"), vectors), "steps")
    compare = picture.block("compare", "Align and compare")
    own, other = compare.entry("own"), compare.entry("other")
    aligned = compare.add(layer("dot_product_attention", "align"), own, other)
    gap, product = (compare.add(layer(kind), own, aligned) for kind in ("subtract", "multiply"))
    joined = compare.chain(compare.add(layer("concatenate"), own, aligned, gap, product), dense(48), relu())
    again = compare.add(layer("lstm", units=48, direction="bidirectional"), joined)
    mean, most = (
        compare.add(layer(kind, name), again)
        for kind, name in (("global_average_pool", "mean"), ("global_max_pool", "most"))
    )
    compare.result(compare.add(layer("concatenate"), mean, most), "summary")
    read = []
    for name in ("premise", "hypothesis"):
        tokens = picture.add(layer("tokens", name, vocabulary=5000))
        read.append(picture.place(reader, tokens, id=f"read_{name}", shared_as="reader"))
    left = picture.place(compare, read[0], read[1], id="compare_premise", shared_as="compare")
    right = picture.place(compare, read[1], read[0], id="compare_hypothesis", shared_as="compare")
    both = picture.add(layer("concatenate"), left, right)
    scores = picture.chain(both, dropout(), dense(48), layer("tanh"), dense(3, "scores", "Scores"))
    classify(picture, scores, 3)


@FAMILY.draw(
    "The attentive reader: a question is read to the end, and its state looks for the answer in a text.",
    "Hermann and others, Teaching Machines to Read and Comprehend, 2015",
)
def attentive_reader(picture: Picture) -> None:
    text = picture.add(layer("tokens", "text", length="S", vocabulary=5000))
    question = picture.add(layer("tokens", "question", vocabulary=5000))
    read = picture.chain(text, layer("embedding", "text_vectors", features=64))
    steps = picture.add(layer("lstm", "read", units=64, direction="bidirectional"), read)
    asked = picture.chain(question, layer("embedding", "question_vectors", features=64))
    summary = picture.add(layer("lstm", "ask", units=64, direction="bidirectional"), asked)["last"]
    found = picture.add(layer("additive_attention", "find", units=64), summary, steps)["context"]
    joint = picture.chain(picture.add(layer("concatenate"), found, summary), dense(64), layer("tanh"))
    classify(picture, picture.add(dense(50, "scores", "Answer scores"), joint), 50)


@FAMILY.draw(
    "gru4rec: what a visitor clicked on so far says what comes next.",
    "Hidasi, Karatzoglou, Baltrunas & Tikk, Session-Based Recommendations with Recurrent Neural Networks, 2015",
)
def session_recommender(picture: Picture) -> None:
    gru = picture.add(layer("gru", units=100), words(picture, 3000, 50, "clicks", teacher_forcing=True))
    scores = picture.chain(gru, dropout(0.2), dense(3000, "scores", "Next item"))
    name_tokens(picture, scores, 3000, ragged=True, next_token=True)


@FAMILY.draw(
    "A topic detector over bags of words: every word of a text counts for itself.",
    "after McCallum & Nigam, A Comparison of Event Models for Naive Bayes Text Classification, 1998",
)
def bag_of_words(picture: Picture) -> None:
    counts = picture.add(layer("vector", "counts", "Word counts", features=2000))
    scores = picture.chain(counts, dense(64), relu(), dropout(), dense(20, "scores", "Topic scores"))
    classify(picture, scores, 20)
