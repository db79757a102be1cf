"""Recurrent layers step by step, attention and transformers."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from backend.declare.declaration import Values
from backend.layer_proofs.references import Maker, Reference, Results, Tensors, only, require, slid


def _states(tensors: Tensors, like: Tensor) -> tuple[Tensor, Tensor]:
    hidden, cell = (tensors.get(f"initial_{name}", torch.zeros_like(like)) for name in ("hidden", "cell"))
    require(hidden.shape == like.shape == cell.shape)
    return hidden, cell


def conv_lstm(v: Values, tensors: Tensors, steps: bool) -> Results:
    x = tensors["in"]
    require(steps and x.dim() == 5 and v.kernel % 2 == 1)
    both = nn.Conv2d(x.shape[2] + v.filters, 4 * v.filters, v.kernel, padding="same", bias=v.bias)
    hidden, cell = _states(tensors, x.new_zeros(len(x), v.filters, *x.shape[3:]))
    results = []
    for time in range(x.shape[1]):
        gates = both(torch.cat([x[:, time], hidden], 1)).split(v.filters, 1)
        cell = gates[1].sigmoid() * cell + gates[0].sigmoid() * gates[2].tanh()
        hidden = gates[3].sigmoid() * cell.tanh()
        results.append(hidden)
    return {"sequence": torch.stack(results, 1), "last": hidden, "cell": cell}


def conv_gru(v: Values, tensors: Tensors, steps: bool) -> Results:
    x = tensors["in"]
    require(steps and x.dim() == 5 and v.kernel % 2 == 1)
    both, change = (
        nn.Conv2d(x.shape[2] + v.filters, n * v.filters, v.kernel, padding="same", bias=v.bias) for n in (2, 1)
    )
    hidden, _ = _states(tensors, x.new_zeros(len(x), v.filters, *x.shape[3:]))
    results = []
    for time in range(x.shape[1]):
        gates = both(torch.cat([x[:, time], hidden], 1)).sigmoid()
        reset, update = gates[:, : v.filters], gates[:, v.filters :]
        candidate = change(torch.cat([x[:, time], reset * hidden], 1)).tanh()
        hidden = candidate + update * (hidden - candidate)
        results.append(hidden)
    return {"sequence": torch.stack(results, 1), "last": hidden}


def peephole_lstm(v: Values, tensors: Tensors, _: bool) -> Results:
    x = tensors["in"]
    require(x.dim() == 3)
    inward = nn.Linear(x.shape[2], 4 * v.units)
    around = nn.Linear(v.units, 4 * v.units, bias=False)
    peep = torch.empty(3, v.units).uniform_(-0.1, 0.1)
    hidden, cell = _states(tensors, x.new_zeros(len(x), v.units))
    results = []
    for time in range(x.shape[1]):
        i, f, g, o = (inward(x[:, time]) + around(hidden)).split(v.units, 1)
        cell = (f + peep[1] * cell).sigmoid() * cell + (i + peep[0] * cell).sigmoid() * g.tanh()
        hidden = (o + peep[2] * cell).sigmoid() * cell.tanh()
        results.append(hidden)
    return {"sequence": torch.stack(results, 1), "last": hidden, "cell": cell}


def cell_of(kind: str) -> Reference:
    """One step of the layer that takes a whole sequence, with the same weights."""

    def reference(v: Values, tensors: Tensors, steps: bool) -> Results:
        x = tensors["in"]
        require(x.dim() == 2 and not steps)
        make: Maker = getattr(nn, f"{kind}Cell")
        net = make(x.shape[1], v.units, v.bias, **({"nonlinearity": v.nonlinearity} if kind == "RNN" else {}))
        zeros = x.new_zeros(len(x), v.units)
        hidden, cell = tensors.get("hidden", zeros), tensors.get("cell", zeros)
        require(hidden.shape == cell.shape == zeros.shape)
        if kind == "LSTM":
            return dict(zip(("hidden", "cell"), net(x, (hidden, cell))))
        return {"hidden": net(x, hidden)}

    return reference


def additive(v: Values, tensors: Tensors, _: bool) -> Results:
    query, keys = tensors["query"], tensors["keys"]
    require(query.dim() in (2, 3) and keys.dim() == 3)
    ask = nn.Linear(query.shape[-1], v.units, bias=False)
    see, score = nn.Linear(keys.shape[-1], v.units), nn.Linear(v.units, 1, bias=False)
    asked = query.reshape(len(query), -1, query.shape[-1])
    weights = torch.stack(
        [score((ask(asked[:, i : i + 1]) + see(keys)).tanh()).softmax(1)[..., 0] for i in range(asked.shape[1])], 1
    )
    context = torch.einsum("nst,ntk->nsk", weights, keys)
    parts = {"context": context, "weights": weights}
    return parts if query.dim() == 3 else {name: part[:, 0] for name, part in parts.items()}


def dot_product(v: Values, tensors: Tensors, _: bool) -> Results:
    query = tensors["query"]
    key = tensors.get("key", query)
    value = tensors.get("value", key)
    require(query.dim() == key.dim() == value.dim() == 3 and query.is_floating_point())
    scores = torch.einsum("nif,njf->nij", query, key) / math.sqrt(query.shape[2])
    if v.causal:
        require(scores.shape[1] == scores.shape[2])
        scores = scores + torch.full(scores.shape[1:], float("-inf")).triu(1)
    return {"out": scores.softmax(2) @ value}


def _later(v: Values, x: Tensor) -> Tensor | None:
    return nn.Transformer.generate_square_subsequent_mask(x.shape[1]) if v.causal else None


def _options(v: Values) -> dict[str, Any]:
    return {"activation": getattr(F, v.activation), "batch_first": True, "norm_first": v.norm_first}


def encoder(v: Values, tensors: Tensors, _: bool) -> Results:
    x = only(tensors)
    require(x.dim() == 3)
    layer = nn.TransformerEncoderLayer(x.shape[2], v.heads, v.feedforward, v.dropout, **_options(v)).eval()
    return {"out": layer(x, _later(v, x))}


def decoder(v: Values, tensors: Tensors, _: bool) -> Results:
    x, memory = tensors["in"], tensors["memory"]
    require(x.dim() == memory.dim() == 3)
    layer = nn.TransformerDecoderLayer(x.shape[2], v.heads, v.feedforward, v.dropout, **_options(v)).eval()
    return {"out": layer(x, memory, _later(v, x))}


def sine(_: Values, tensors: Tensors, __: bool) -> Results:
    x = only(tensors)
    require(x.dim() == 3)
    added = torch.empty(x.shape[1:])
    for t in range(x.shape[1]):
        for i in range(x.shape[2]):
            angle = t / 10000 ** ((i - i % 2) / x.shape[2])
            added[t, i] = math.cos(angle) if i % 2 else math.sin(angle)
    return {"out": x + added}


def learned(v: Values, tensors: Tensors, _: bool) -> Results:
    x = only(tensors)
    require(x.dim() == 3 and x.shape[1] <= v.longest)
    return {"out": x + torch.stack(list((0.02 * torch.randn(v.longest, x.shape[2]))[: x.shape[1]]))}


def rotary(v: Values, tensors: Tensors, _: bool) -> Results:
    """As complex numbers, a head at a time."""
    x = only(tensors)
    require(x.dim() == 3 and x.shape[2] % (2 * v.heads) == 0)
    heads = []
    for head in x.chunk(v.heads, 2):
        numbers = torch.view_as_complex(head.reshape(*head.shape[:2], -1, 2).contiguous())
        steps, pairs = torch.arange(x.shape[1]), torch.arange(numbers.shape[2])
        angles = torch.outer(steps, 10000.0 ** -(pairs / numbers.shape[2]))
        turned = numbers * torch.polar(torch.ones_like(angles), angles)
        heads.append(torch.view_as_real(turned).flatten(2))
    return {"out": torch.cat(heads, 2)}


def patches(v: Values, x: Tensor) -> Tensor:
    require(x.dim() == 4)
    size = (v.patch, v.patch) if isinstance(v.patch, int) else tuple(v.patch)
    net = nn.Conv2d(x.shape[1], v.features, size, size)
    rows, columns = x.shape[2] // size[0], x.shape[3] // size[1]
    require(rows * columns > 0)
    each = [
        net(x[:, :, r * size[0] : (r + 1) * size[0], c * size[1] : (c + 1) * size[1]])[:, :, 0, 0]
        for r in range(rows)
        for c in range(columns)
    ]
    return torch.stack(each, 1)


def _still(v: Values, tensors: Tensors, steps: bool) -> Results:
    require(not steps)
    return slid(patches)(v, tensors, steps)


SEQUENCES: dict[str, Reference] = {
    "conv_lstm": conv_lstm,
    "conv_gru": conv_gru,
    "peephole_lstm": peephole_lstm,
    "rnn_cell": cell_of("RNN"),
    "lstm_cell": cell_of("LSTM"),
    "gru_cell": cell_of("GRU"),
    "additive_attention": additive,
    "dot_product_attention": dot_product,
    "transformer_encoder_layer": encoder,
    "transformer_decoder_layer": decoder,
    "sine_positions": sine,
    "learned_positions": learned,
    "rotary_positions": rotary,
    "patch_embedding": _still,
}
