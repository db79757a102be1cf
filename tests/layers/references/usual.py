"""The layers that most networks are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from backend.declare.declaration import Values
from backend.layer_proofs.references import (
    Maker,
    Reference,
    Results,
    Single,
    Tensors,
    each_frame,
    framed,
    normalised,
    only,
    per_axis,
    plain,
    require,
    same_or_number,
    several,
    slid,
)

DROPOUTS = {3: nn.Dropout1d, 4: nn.Dropout2d, 5: nn.Dropout3d}
INSTANCE_NORMS = {3: nn.InstanceNorm1d, 4: nn.InstanceNorm2d, 5: nn.InstanceNorm3d}
LINEAR_MODES = {3: "linear", 4: "bilinear", 5: "trilinear"}


def convolution(rank: int) -> Single:
    kind: Maker = {1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d}[rank]

    def run(v: Values, x: Tensor) -> Any:
        k, s, d = (per_axis(v[name], rank) for name in ("kernel", "stride", "dilation"))
        padding = same_or_number(v, rank)
        net = kind(x.shape[1], v.filters, k, s, padding, d, v.groups, v.bias, v.padding_mode)
        return normalised(net, v)(x)

    return run


def depthwise(v: Values, x: Tensor, bias: bool | None = None) -> Any:
    k, s, d = (per_axis(v[name], 2) for name in ("kernel", "stride", "dilation"))
    channels, bias = x.shape[1], v.bias if bias is None else bias
    padding = same_or_number(v, 2)
    make: Maker = nn.Conv2d
    return normalised(make(channels, channels * v.multiplier, k, s, padding, d, channels, bias), v)(x)


def separable(v: Values, x: Tensor) -> Any:
    apart = depthwise(v, x, bias=False)
    return normalised(nn.Conv2d(apart.shape[1], v.filters, 1, bias=v.bias), v)(apart)


def transposed(rank: int) -> Single:
    kind: Maker = {1: nn.ConvTranspose1d, 2: nn.ConvTranspose2d, 3: nn.ConvTranspose3d}[rank]

    def run(v: Values, x: Tensor) -> Any:
        k, s, p, o, d = (
            per_axis(v[name], rank) for name in ("kernel", "stride", "padding", "output_padding", "dilation")
        )
        return normalised(kind(x.shape[1], v.filters, k, s, p, o, v.groups, v.bias, d), v)(x)

    return run


def pool(kind: str, rank: int) -> Single:
    average: Maker = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}[rank]
    largest: Maker = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}[rank]

    def run(v: Values, x: Tensor) -> Any:
        k, p = per_axis(v.kernel, rank), per_axis(v.padding, rank)
        s = k if v.stride is None else per_axis(v.stride, rank)
        if kind == "average":
            return average(x, k, s, p, v.ceil, v.count_padding)
        sign = -1 if kind == "min" else 1
        return sign * largest(sign * x, k, s, p, per_axis(v.dilation, rank), v.ceil)

    return run


def adaptive(kind: str, rank: int) -> Single:
    run = getattr(F, f"adaptive_{'avg' if kind == 'average' else 'max'}_pool{rank}d")
    return lambda v, x: run(x, per_axis(v.size, rank))


def global_pool(kind: str) -> Reference:
    def positions(_: Values, x: Tensor) -> Tensor:
        flat = x.flatten(2)
        return flat.mean(2) if kind == "average" else flat.max(2).values

    def reference(v: Values, tensors: Tensors, steps: bool) -> Results:
        x = only(tensors)
        if steps and x.dim() == 3:
            return {"out": positions(v, x.transpose(1, 2))}
        return {"out": each_frame(positions, v, x) if steps else positions(v, x)}

    return reference


def recurrent(kind: str) -> Reference:
    def reference(v: Values, tensors: Tensors, _: bool) -> Results:
        x, directions = tensors["in"], 1 + (v.direction == "bidirectional")
        if v.dropout and v.layers == 1:
            raise ValueError("dropout between layers of which there is one")
        given = v.as_dict()
        extra = {"nonlinearity": v.nonlinearity} if kind == "RNN" else {"proj_size": given.get("projection") or 0}
        extra = {} if kind == "GRU" else extra
        width = given.get("projection") or v.units
        shape = {"num_layers": v.layers, "bias": v.bias, "bidirectional": directions == 2, **extra}
        net = getattr(nn, kind)(x.shape[2], v.units, batch_first=True, **shape).eval()
        states = [_repeated(tensors.get(f"initial_{name}"), v.layers * directions) for name in ("hidden", "cell")]
        sequence, finals = net(x, _start(kind, width, v.units, *states))
        hidden = finals[0] if kind == "LSTM" else finals
        ways = [sequence[:, -1, :width], sequence[:, 0, width:]]
        named = {"sequence": sequence, "last": torch.cat(ways, dim=1), "hidden": hidden}
        return named | ({"cell": finals[1]} if kind == "LSTM" else {})

    return reference


def _repeated(state: Tensor | None, count: int) -> Tensor | None:
    return state if state is None or state.dim() == 3 else torch.stack([state] * count)


def _start(
    kind: str, width: int, units: int, hidden: Tensor | None, cell: Tensor | None
) -> Tensor | tuple[Tensor, Tensor] | None:
    if kind != "LSTM" or (hidden is None and cell is None):
        return hidden
    if hidden is None:
        assert cell is not None
        return cell.new_zeros(*cell.shape[:-1], width), cell
    return hidden, hidden.new_zeros(*hidden.shape[:-1], units) if cell is None else cell


def embedding(v: Values, tensors: Tensors, _: bool) -> Results:
    table = nn.Embedding(v.vocabulary or 1000, v.features)
    return {"out": table(only(tensors)), "weight": table.weight}


def tied(v: Values, tensors: Tensors, _: bool) -> Results:
    scores = tensors["in"] @ tensors["weight"].T
    return {"out": scores / tensors["in"].shape[-1] ** 0.5 if v.scaled else scores}


def attention(v: Values, tensors: Tensors, _: bool) -> Results:
    query = tensors["query"]
    key = tensors.get("key", query)
    value = tensors.get("value", key)
    for x in (query, key, value):
        require(x.dim() == 3 and x.is_floating_point())
    net = nn.MultiheadAttention(
        query.shape[2], v.heads, bias=v.bias, kdim=key.shape[2], vdim=value.shape[2], batch_first=True
    ).eval()
    mask = None
    if v.causal:
        require(query.shape[1] == key.shape[1])
        mask = torch.full((query.shape[1], key.shape[1]), float("-inf")).triu(1)
    return {"out": net(query, key, value, attn_mask=mask)[0]}


def softmax(function: Callable[..., Tensor]) -> Reference:
    def reference(v: Values, tensors: Tensors, steps: bool) -> Results:
        x = only(tensors)
        require(
            x.dim() > 1 and (steps or v.axis != "steps") and (x.dim() > 2 or not steps or v.axis != "channels")
        )
        channels = 2 if steps else 1
        axis = {"last": -1, "channels": channels, "steps": 1}[v.axis]
        return {"out": function(x, dim=axis)}

    return reference


def top_k_softmax(v: Values, tensors: Tensors, steps: bool) -> Results:
    x = only(tensors)
    require(x.dim() > 1 + steps and v.k <= x.shape[-1])
    place = x.argsort(-1, descending=True).argsort(-1)
    parts = torch.where(place < v.k, (x - x.amax(-1, keepdim=True)).exp(), 0.0)
    return {"out": parts / parts.sum(-1, keepdim=True)}


def group_norm(v: Values, x: Tensor) -> Any:
    """torch takes a single number in each group only where the batch is larger than 1."""
    require(x[0].numel() > v.groups)
    return nn.GroupNorm(v.groups, x.shape[1], v.epsilon, v.affine)(x)


def layer_norm(v: Values, x: Tensor) -> Any:
    require(x.dim() > v.axes)
    return nn.LayerNorm(x.shape[-v.axes :], v.epsilon, v.affine)(x)


def prelu(v: Values, tensors: Tensors, steps: bool) -> Results:
    if not v.per_channel:
        return {"out": nn.PReLU(init=v.slope)(only(tensors))}
    return slid(lambda _, x: nn.PReLU(x.shape[1], v.slope)(x))(v, tensors, steps)


def flatten(v: Values, tensors: Tensors, steps: bool) -> Results:
    x = only(tensors)
    keeps_time = steps and x.dim() > 3 and not v.include_time
    return {"out": x.flatten(2) if keeps_time else x.flatten(1)}


def reshape(v: Values, tensors: Tensors, steps: bool) -> Results:
    x = only(tensors)
    require(steps or not v.per_step)
    require(min(v.dimensions) >= -1)
    kept = x.shape[: 2 if v.per_step else 1]
    result = x.reshape(*kept, *v.dimensions)
    require(v.per_step or not v.as_sequence or result.dim() > 2)
    return {"out": result}


def permute(v: Values, x: Tensor) -> Tensor:
    require(v.axes[0] == 0 and (x.dim() > 2 or not v.as_sequence))
    return x.permute(v.axes)


def squeeze(v: Values, x: Tensor) -> Tensor:
    require(x.shape[v.axis] == 1)
    return x.squeeze(v.axis)


def pad(v: Values, tensors: Tensors, steps: bool) -> Results:
    x = only(tensors)
    require(len(v.amounts) // 2 < x.dim())
    value = {"value": v.value} if v.mode == "constant" else {}
    inner = steps and x.dim() > 3 and len(v.amounts) // 2 < x.dim() - 1
    return framed(lambda _, y: F.pad(y, v.amounts, v.mode, **value))(v, tensors, inner)


def upsample(v: Values, x: Tensor) -> Tensor:
    mode = LINEAR_MODES[x.dim()] if v.mode == "bilinear" else v.mode
    return F.interpolate(x, scale_factor=v.scale, mode=mode)


def unsqueeze(v: Values, x: Tensor) -> Tensor:
    require(v.axis % (x.dim() + 1) > 0)
    return x.unsqueeze(v.axis)


def cut(v: Values, x: Tensor) -> Tensor:
    axis = range(x.dim())[v.axis]
    require(axis > 0)
    part = torch.arange(x.shape[axis])[slice(v.start, v.stop, v.step)]
    require(len(part) > 0)
    return x.index_select(axis, part)


def concatenate(v: Values, xs: list[Tensor], steps: bool) -> Tensor:
    axis = v.axis if v.axis is not None else (2 if steps else 1)
    require(range(xs[0].dim())[axis] > 0)
    return torch.cat(xs, dim=axis)


def _total(_: Values, xs: list[Tensor], __: bool) -> Tensor:
    total = xs[0]
    for x in xs[1:]:
        total = total + x
    return total


def _product(_: Values, xs: list[Tensor], __: bool) -> Tensor:
    total = xs[0]
    for x in xs[1:]:
        total = total * x
    return total


def dot(v: Values, xs: list[Tensor], _: bool) -> Tensor:
    left, right = xs
    require(left.shape[-1] == right.shape[-1])
    if v.normalise:
        left, right = F.normalize(left, dim=-1), F.normalize(right, dim=-1)
    return (left * right).sum(-1).unsqueeze(-1)


USUAL: dict[str, Reference] = {
    **{f"conv{r}d": slid(convolution(r), r) for r in (1, 2, 3)},
    "depthwise_conv2d": slid(depthwise, 2),
    "separable_conv2d": slid(separable, 2),
    **{f"conv_transpose{r}d": slid(transposed(r), r) for r in (1, 2, 3)},
    **{f"{kind}_pool{r}d": slid(pool(kind, r), r) for kind in ("max", "average", "min") for r in (1, 2, 3)},
    **{f"adaptive_{kind}_pool{r}d": slid(adaptive(kind, r), r) for kind in ("average", "max") for r in (1, 2, 3)},
    "global_average_pool": global_pool("average"),
    "global_max_pool": global_pool("max"),
    "rnn": recurrent("RNN"),
    "lstm": recurrent("LSTM"),
    "gru": recurrent("GRU"),
    "dense": plain(lambda v, x: normalised(nn.Linear(x.shape[-1], v.units, v.bias), v)(x)),
    "embedding": embedding,
    "tied_projection": tied,
    "one_hot": plain(lambda v, x: F.one_hot(x, v.classes).float()),
    "multi_head_attention": attention,
    "relu": plain(lambda _, x: nn.ReLU()(x)),
    "leaky_relu": plain(lambda v, x: nn.LeakyReLU(v.slope)(x)),
    "prelu": prelu,
    "rrelu": plain(lambda v, x: nn.RReLU(v.lower, v.upper).eval()(x)),
    "elu": plain(lambda v, x: nn.ELU(v.alpha)(x)),
    "selu": plain(lambda _, x: nn.SELU()(x)),
    "gelu": plain(lambda v, x: nn.GELU(v.approximate)(x)),
    "silu": plain(lambda _, x: nn.SiLU()(x)),
    "mish": plain(lambda _, x: nn.Mish()(x)),
    "tanh": plain(lambda _, x: nn.Tanh()(x)),
    "sigmoid": plain(lambda _, x: nn.Sigmoid()(x)),
    "hardswish": plain(lambda _, x: nn.Hardswish()(x)),
    "softplus": plain(lambda v, x: nn.Softplus(v.beta)(x)),
    "softmax": softmax(F.softmax),
    "softmin": softmax(F.softmin),
    "log_softmax": softmax(F.log_softmax),
    "top_k_softmax": top_k_softmax,
    "batch_norm1d": slid(lambda v, x: nn.BatchNorm1d(x.shape[1], v.epsilon, v.momentum, v.affine).eval()(x), 1),
    "batch_norm2d": slid(lambda v, x: nn.BatchNorm2d(x.shape[1], v.epsilon, v.momentum, v.affine).eval()(x), 2),
    "batch_norm3d": slid(lambda v, x: nn.BatchNorm3d(x.shape[1], v.epsilon, v.momentum, v.affine).eval()(x), 3),
    "layer_norm": plain(layer_norm),
    "group_norm": slid(group_norm),
    "instance_norm": slid(lambda v, x: INSTANCE_NORMS[x.dim()](x.shape[1], v.epsilon, affine=v.affine)(x)),
    "dropout": plain(lambda v, x: nn.Dropout(v.rate).eval()(x)),
    "channel_dropout": slid(lambda v, x: DROPOUTS[x.dim()](v.rate).eval()(x)),
    "flatten": flatten,
    "reshape": reshape,
    "permute": plain(permute),
    "squeeze": plain(squeeze),
    "unsqueeze": plain(unsqueeze),
    "pad": pad,
    "upsample": slid(upsample),
    "slice": plain(cut),
    "select_step": plain(lambda v, x: x.select(1, v.index)),
    "concatenate": several(concatenate),
    "add": several(_total),
    "multiply": several(_product),
    "average": several(lambda v, xs, steps: _total(v, xs, steps) / len(xs)),
    "subtract": several(lambda _, xs, __: xs[0] - xs[1]),
    "dot": several(dot),
}
