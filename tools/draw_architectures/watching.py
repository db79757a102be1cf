"""Networks that watch clips, and agents that remember what they saw."""

from __future__ import annotations

from tools.draw_architectures.catalogue import Family, Published
from tools.draw_architectures.objectives import classify, name_results
from tools.draw_architectures.parts import conv, dense, dropout, enlarge, flatten, layer, norm, pool, relu, reshape
from tools.draw_architectures.segmenting import restore
from tools.draw_architectures.sketch import End, Parts, Picture

FAMILY = Family()
HA_2018 = "Ha & Schmidhuber, World Models, 2018"
CHANNELS_BEFORE_TIME = layer("permute", "volume", "As volume", axes=[0, 2, 1, 3, 4])


def frame_network() -> tuple[Parts, ...]:
    """Three convolutions that see each frame alone, and its vector."""
    stages = tuple((conv(width, bias=False), norm(), relu(), pool()) for width in (16, 32, 64))
    return *stages, layer("flatten"), dense(128), relu()


@FAMILY.draw(
    "LRCN names what happens in a clip: a convolutional network sees each frame, an LSTM follows them.",
    "Donahue and others, Long-Term Recurrent Convolutional Networks for Visual Recognition and Description, 2014",
)
def lrcn_video(picture: Picture) -> None:
    clip = picture.add(layer("video", "clip", channels=3, height=32, width=32))
    lstm = picture.add(layer("lstm", units=128), picture.chain(clip, *frame_network()))
    scores = picture.chain(lstm, dropout(), dense(11, "frame_scores", "Scores of each frame"))
    classify(picture, picture.add(layer("global_average_pool", "mean", "Mean over frames"), scores), 11)


@FAMILY.draw(
    "A bidirectional GRU over the frames of a clip, with attention that weighs them.",
    "after Ballas, Yao, Pal & Courville, Delving Deeper into Convolutional Networks for Learning Video "
    "Representations, 2015",
)
def video_gru_attention(picture: Picture) -> None:
    clip = picture.add(layer("video", "clip", channels=3, height=32, width=32))
    gru = picture.add(layer("gru", units=64, direction="bidirectional"), picture.chain(clip, *frame_network()))
    attention = picture.add(layer("additive_attention", "attention", units=64), gru["last"], gru)
    classify(picture, picture.chain(attention["context"], dropout(), dense(11, "scores", "Scores")), 11)


@FAMILY.draw(
    "C3D: convolutions over space and time at once, for clips of sixteen frames.",
    "Tran, Bourdev, Fergus, Torresani & Paluri, Learning Spatiotemporal Features with 3D Convolutional "
    "Networks, 2014",
    Published(78_409_573, "101 classes, as for UCF101"),
    large=True,
)
def c3d(picture: Picture) -> None:
    clip = picture.add(layer("video", "clip", frames=16, channels=3, height=112, width=112))
    volume = picture.add(CHANNELS_BEFORE_TIME, clip)
    scores = picture.chain(
        volume,
        *(conv(64, rank=3), relu(), pool([1, 2, 2], rank=3)),
        *(conv(128, rank=3), relu(), pool(rank=3)),
        *(conv(256, rank=3), relu(), conv(256, rank=3), relu(), pool(rank=3)),
        *(conv(512, rank=3), relu(), conv(512, rank=3), relu(), pool(rank=3)),
        *(conv(512, rank=3), relu(), conv(512, rank=3), relu(), pool(rank=3, padding=[0, 1, 1])),
        *(flatten(), dense(4096), relu(), dropout(), dense(4096), relu(), dropout()),
        dense(101, "scores", "Scores"),
    )
    classify(picture, scores, 101)


@FAMILY.draw(
    "A small R(2+1)D: each 3-D convolution is taken apart into one over space and one over time.",
    "Tran, Wang, Torresani, Ray, LeCun & Paluri, A Closer Look at Spatiotemporal Convolutions, 2017",
)
def small_r2plus1d(picture: Picture) -> None:
    clip = picture.add(layer("video", "clip", frames=8, channels=3, height=32, width=32))
    end = picture.add(CHANNELS_BEFORE_TIME, clip)
    for number, width in enumerate((16, 32), 1):
        block = picture.chain_block(
            f"space_time{number}",
            *(conv(width, [1, 3, 3], [1, 2, 2], [0, 1, 1], rank=3, bias=False), norm(3), relu()),
            *(conv(width, [3, 1, 1], 1, [1, 0, 0], rank=3, bias=False), norm(3), relu()),
            title=f"Space, then time {width}",
        )
        end = picture.place(block, end, id=f"space_time{number}")
    scores = picture.chain(end, layer("global_average_pool"), dense(6, "scores", "Scores"))
    classify(picture, scores, 6)


def _stream(picture: Picture, name: str, label: str, channels: int) -> End:
    image = picture.add(layer("image", name, label, channels=channels, height=64, width=64))
    trunk = picture.chain_block(
        f"{name}_stream",
        *((conv(width, bias=False), norm(), relu(), pool()) for width in (16, 32, 64)),
        *(flatten(), dense(128), relu(), dropout()),
        title=f"{label} stream",
    )
    return picture.place(trunk, image, id=f"{name}_stream")


@FAMILY.draw(
    "Two streams: one sees a frame, the other ten fields of motion; the mean of both decides.",
    "Simonyan & Zisserman, Two-Stream Convolutional Networks for Action Recognition in Videos, 2014",
)
def two_stream(picture: Picture) -> None:
    space = picture.add(dense(11, "frame_scores"), _stream(picture, "frame", "Frame", 3))
    motion = picture.add(dense(11, "motion_scores"), _stream(picture, "motion", "Motion", 20))
    classify(picture, picture.add(layer("average", "scores", "Scores"), space, motion), 11)


@FAMILY.draw(
    "ConvLSTM looks at radar pictures and draws the next: two layers whose memories are pictures.",
    "Shi, Chen, Wang, Yeung, Wong & Woo, Convolutional LSTM Network for Precipitation Nowcasting, 2015",
)
def convlstm_forecaster(picture: Picture) -> None:
    clip = picture.add(layer("video", "radar", height=16, width=16))
    end = picture.add(layer("conv_lstm", "memory1", filters=16), clip)
    end = picture.add(layer("conv_lstm", "memory2", filters=16), end)["last"]
    restore(picture, picture.add(conv(1).named("next", "Next picture"), end), 1, 16)


@FAMILY.draw(
    "Encoder and forecaster of ConvGRUs: the states that watched start the layers that predict each frame.",
    "Shi and others, Deep Learning for Precipitation Nowcasting: A Benchmark and a New Model, 2017",
)
def convgru_forecaster(picture: Picture) -> None:
    watched = picture.add(layer("video", "watched", frames="S", height=16, width=16))
    coming = picture.add(layer("video", "coming", "Coming so far", height=16, width=16))
    encoder = picture.add(layer("conv_gru", "encoder", filters=16), watched)
    decoder = picture.add(layer("conv_gru", "forecaster", filters=16), coming, initial_hidden=encoder["last"])
    name_results(picture, predicted=picture.add(conv(1).named("frames", "Frames"), decoder))


@FAMILY.draw(
    "Deep recurrent Q-network: a memory takes the place of the stack of frames.",
    "Hausknecht & Stone, Deep Recurrent Q-Learning for Partially Observable MDPs, 2015",
)
def recurrent_q_network(picture: Picture) -> None:
    frames = picture.add(layer("video", "frames", height=42, width=42))
    seen = picture.chain(
        frames,
        *(conv(16, 4, 2, 0), relu(), conv(32, 4, 2, 0), relu(), conv(32, 3, 1, 0), relu(), layer("flatten")),
    )
    lstm = picture.add(layer("lstm", units=128), seen)
    name_results(picture, action_values=picture.add(dense(6, "values", "Action values"), lstm))


@FAMILY.draw(
    "An actor and its critic share what they see and remember: one head for the policy, one for the value.",
    "Mnih and others, Asynchronous Methods for Deep Reinforcement Learning, 2016",
)
def actor_critic(picture: Picture) -> None:
    frames = picture.add(layer("video", "frames", height=42, width=42))
    seen = picture.chain(frames, *((conv(32, 3, 2, 1), layer("elu")) * 4), layer("flatten"))
    memory = picture.add(layer("lstm", units=128), seen)
    policy = picture.add(dense(6, "policy", "Policy"), memory)
    value = picture.add(dense(1, "value", "Value"), memory)
    name_results(picture, action_logits=policy, state_value=value)


@FAMILY.draw(
    "The vision of a world model: a variational autoencoder of frames.",
    HA_2018,
    Published(4_348_547, "the paper, car racing"),
)
def world_model_vision(picture: Picture) -> None:
    image = picture.add(layer("image", "frame", channels=3, height=64, width=64))
    seen = picture.chain(image, *((conv(width, 4, 2, 0), relu()) for width in (32, 64, 128, 256)), flatten())
    mean = picture.add(dense(32, "mean", "Mean"), seen)
    log_variance = picture.add(dense(32, "log_variance", "Log variance"), seen)
    code = picture.add(layer("reparametrise", "code", "Code"), mean, log_variance)
    drawn = picture.chain(
        code,
        *(dense(1024), reshape(1024, 1, 1)),
        *(enlarge(128, 5), relu(), enlarge(64, 5), relu(), enlarge(32, 6), relu()),
        *(enlarge(3, 6), layer("sigmoid", "drawn", "Drawn")),
    )
    restore(picture, drawn, 3, 64)
    picture.add(layer("gaussian_kl", "closeness", weight=0.001), mean, log_variance)


@FAMILY.draw(
    "The memory of a world model: an LSTM that says what may come next, as a mixture of five Gaussians for each "
    "of 32 numbers.",
    HA_2018,
    Published(422_368, "the paper, car racing", 1_024, "second biases of the LSTM, as torch has them"),
)
def world_model_memory(picture: Picture) -> None:
    code = picture.add(layer("sequence", "code", "Codes of frames", features=32))
    action = picture.add(layer("sequence", "action", "Actions", features=3))
    lstm = picture.add(layer("lstm", units=256), picture.add(layer("concatenate"), code, action))
    mixture = picture.add(dense(480, "mixture", "Mixture"), lstm)
    weight = picture.add(layer("slice", "weights", stop=160), mixture)
    mean = picture.add(layer("slice", "means", start=160, stop=320), mixture)
    scale = picture.chain(mixture, layer("slice", "scales", start=320), layer("exponential"))
    name_results(picture, log_weights=weight, centres=mean, spreads=scale)
