"""Whole documents around losses with ports of their own, states that are handed on, and memories."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from torch import Tensor

from backend import layers as layers
from backend.check.checker import Checker
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.graph import Node, Wire
from backend.engine.build import BuiltModel, build, outputs_of
from backend.source.objective import training_text
from backend.source.plan import Plan
from backend.source.planner import make_plan

BATCH, TIME = 4, 10
Placed = tuple[str, str, dict[str, Json]]
Drawing = tuple[Sequence[Placed], str]

DOCUMENTS: dict[str, Drawing] = {
    "triplets of faces": (
        [
            *((name, "vector", {"features": 6}) for name in ("face", "same", "other")),
            *((f"{name}_code", "dense", {"units": 4}) for name in ("face", "same", "other")),
            ("loss", "triplet", {}),
        ],
        """face.out>face_code.in same.out>same_code.in other.out>other_code.in
        face_code.out>loss.anchor same_code.out>loss.positive other_code.out>loss.negative""",
    ),
    "variational autoencoder": (
        [
            ("picture", "vector", {"features": 8}),
            *((name, "dense", {"units": 2}) for name in ("mean", "spread")),
            ("code", "reparametrise", {}),
            ("decoder", "dense", {"units": 8}),
            ("prior", "gaussian_kl", {"weight": 0.1}),
            ("error", "mse", {}),
        ],
        """picture.out>mean.in picture.out>spread.in mean.out>code.mean spread.out>code.log_variance
        code.out>decoder.in mean.out>prior.mean spread.out>prior.log_variance
        decoder.out>error.prediction picture.out>error.target""",
    ),
    "lines of writing": (
        [
            ("line", "image", {"height": 16, "width": 24}),
            ("strokes", "conv2d", {"filters": 4, "normalise_weights": "weight"}),
            ("columns", "reduce", {"axes": "last"}),
            ("steps", "permute", {"axes": [0, 2, 1], "as_sequence": True}),
            ("reader", "lstm", {"units": 8, "direction": "bidirectional"}),
            ("scores", "dense", {"units": 12}),
            ("text", "token_target", {"vocabulary": 12, "length": 5, "ragged": True}),
            ("loss", "ctc", {}),
            ("errors", "token_error_rate", {}),
        ],
        """line.out>strokes.in strokes.out>columns.in columns.out>steps.in steps.out>reader.in
        reader.sequence>scores.in scores.out>loss.prediction text.out>loss.target
        scores.out>errors.prediction text.out>errors.target""",
    ),
    "rain in an hour": (
        [
            ("radar", "video", {"height": 6, "width": 6}),
            ("encoder", "conv_lstm", {"filters": 3}),
            ("again", "repeat_steps", {}),
            ("forecaster", "conv_lstm", {"filters": 3}),
            ("rain", "conv2d", {"filters": 1}),
            ("loss", "mean_value", {}),
        ],
        """radar.out>encoder.in encoder.last>again.in radar.out>again.like again.out>forecaster.in
        encoder.last>forecaster.initial_hidden encoder.cell>forecaster.initial_cell
        forecaster.sequence>rain.in rain.out>loss.value""",
    ),
    "translation": (
        [
            ("source", "tokens", {"vocabulary": 9, "ragged": True, "field": "german"}),
            ("words", "embedding", {"features": 8}),
            ("places", "sine_positions", {}),
            ("encoder", "transformer_encoder_layer", {"heads": 2}),
            ("before", "tokens", {"vocabulary": 9, "ragged": True, "field": "english"}),
            ("english", "embedding", {"features": 8}),
            ("decoder", "transformer_decoder_layer", {"heads": 2}),
            ("scores", "dense", {"units": 9}),
            ("target", "token_target", {"vocabulary": 9, "ragged": True, "field": "english"}),
            ("loss", "cross_entropy", {"class_weights": [0.5, *[1] * 8]}),
            ("surprise", "perplexity", {}),
        ],
        """source.out>words.in words.out>places.in places.out>encoder.in before.out>english.in
        english.out>decoder.in encoder.out>decoder.memory decoder.out>scores.in
        scores.out>loss.prediction target.out>loss.target
        scores.out>surprise.prediction target.out>surprise.target""",
    ),
    "pairs of signatures": (
        [
            *((name, "vector", {"features": 6}) for name in ("one", "two")),
            *((f"{name}_code", "dense", {"units": 4}) for name in ("one", "two")),
            ("same", "class_target", {"classes": 2}),
            ("loss", "contrastive", {}),
            ("angle", "cosine_embedding", {}),
        ],
        """one.out>one_code.in two.out>two_code.in one_code.out>loss.left two_code.out>loss.right
        same.out>loss.target one_code.out>angle.left two_code.out>angle.right same.out>angle.target""",
    ),
}


def _plan(drawing: Drawing) -> Plan:
    document = Document("trial")
    checker = Checker(document)
    placed, wires = drawing
    for name, kind, parameters in placed:
        document.apply(AddNode(Node(name, kind, parameters=parameters)))
    for wire in wires.split():
        source, target = (end.split(".") for end in wire.split(">"))
        document.apply(Connect(Wire(*source, *target)))
    return make_plan(document, checker)


def _targets(plan: Plan) -> dict[str, Tensor]:
    found = {}
    for step in plan.targets:
        kind = plan.types[step.node, "out"]
        sizes = [BATCH, *(size if isinstance(size, int) else TIME for size in kind.sizes[1:])]
        found[step.name] = torch.randint(1, kind.below, sizes) if kind.below else torch.rand(sizes)
    return found


def _built(plan: Plan) -> BuiltModel:
    return build(training_text(plan), plan.class_name)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_weight_learns(name: str) -> None:
    plan = _plan(DOCUMENTS[name])
    built = _built(plan)
    torch.manual_seed(0)
    targets = _targets(plan)
    lengths = {key: torch.full((BATCH,), tensor.shape[1]) for key, tensor in targets.items() if tensor.dim() > 1}
    model = built.make(0, torch.device("cpu"))
    sizes = {step.name: plan.types[step.node, "out"] for step in plan.inputs}
    inputs = [
        torch.randint(0, kind.below, (BATCH, TIME))
        if kind.below
        else torch.randn([BATCH, *(size if isinstance(size, int) else TIME for size in kind.sizes[1:])])
        for kind in sizes.values()
    ]
    outputs = outputs_of(model(*inputs))
    loss = built.compute_loss(built.compute_loss_sums(outputs, targets, lengths))
    gradients = torch.autograd.grad(loss, list(model.parameters()))
    assert loss.isfinite() and all(gradient.isfinite().all() for gradient in gradients)
    assert any(gradient.any() for gradient in gradients)
    sums = built.compute_sums(outputs, targets, lengths, {})
    assert all(built.metrics[metric](value) >= 0 for metric, value in sums.items())
