"""Three networks as they are meant to be, and the scripts that draw them.

What the words of a script do, `hand` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.file import load
from backend.document.graph import Node, Wire

ARCHITECTURES = Path(__file__).resolve().parents[2] / "examples" / "architectures"


@dataclass(frozen=True)
class Network:
    """``with_mouse`` and ``without_mouse`` are the two scripts."""

    name: str
    intended: Document
    with_mouse: str
    without_mouse: str


def residual_block() -> Document:
    """A block that halves the picture: two convolutions, and beside them a third, so that both can be added."""
    plain: dict[str, Json] = {"filters": 64, "bias": False}
    nodes = {
        "image": ("image", {"channels": 3, "height": 32, "width": 32}),
        "conv1": ("conv2d", {**plain, "stride": 2}),
        "norm1": ("batch_norm2d", {}),
        "relu1": ("relu", {}),
        "conv2": ("conv2d", plain),
        "norm2": ("batch_norm2d", {}),
        "conv3": ("conv2d", {**plain, "kernel": 1, "stride": 2}),
        "norm3": ("batch_norm2d", {}),
        "add": ("add", {}),
        "relu2": ("relu", {}),
    }
    document = Document("residual_block")
    document.apply(*(AddNode(Node(name, kind, parameters=given)) for name, (kind, given) in nodes.items()))
    for row in (("image", "conv1", "norm1", "relu1", "conv2", "norm2"), ("image", "conv3", "norm3")):
        document.apply(*(Connect(Wire(first, "out", then, "in")) for first, then in pairwise(row)))
    ends = (("norm2", "add", "in1"), ("norm3", "add", "in2"), ("add", "relu2", "in"))
    document.apply(*(Connect(Wire(source, "out", target, port)) for source, target, port in ends))
    return document


RESIDUAL_CHAIN = """
layer image 3 32 32
layer conv 64 s2 nobias
layer bn
layer relu
layer conv 64 nobias
layer bn
"""
RESIDUAL_WITH_MOUSE = f"""
{RESIDUAL_CHAIN}
press F
pull image.out 40 180
type conv 64 1 s2 nobias
layer bn
extend batch_norm2
layer add
layer relu
"""
RESIDUAL_WITHOUT_MOUSE = f"""
{RESIDUAL_CHAIN}
layer add
layer relu
press Left Left Left Left Left Left Left W Tab
type conv 64 1 s2 nobias
layer bn
press W Return
"""

CRNN_CHAIN = """
layer image h16 w64
layer conv 16 nobias
layer bn
layer relu
layer max pool
layer conv nobias
layer bn
layer relu
layer max pool 2x1
layer conv 48 nobias
layer bn
layer relu
layer max pool 4x1
layer squeeze 2
layer permute 0,2,1 as_sequence
layer gru 48 2 bi
layer dense 11
layer ctc
"""
CRNN_WITH_MOUSE = f"""
{CRNN_CHAIN}
pull ctc.target -120 120
type token target length=L v11 ragged
extend dense1
layer token error
"""
CRNN_WITHOUT_MOUSE = f"""
{CRNN_CHAIN}
press W Tab
type token target length=L v11 ragged
press Ctrl+Up
layer token error
"""

ENCODER = """
layer tokens length=S v2000
layer embedding 64
layer lstm 96 2
"""
DECODER = """
layer embedding 64
layer lstm 96 2
"""
TRANSLATOR_WITH_MOUSE = f"""
{ENCODER}
below embedding1 200
layer tokens v2000 teacher
{DECODER}
wire lstm1.hidden lstm2.initial_hidden
wire lstm1.cell lstm2.initial_cell
layer dense 2000
layer cross-entropy
pull cross_entropy.target -120 120
type token target v2000 next
extend dense1
layer accuracy
"""
TRANSLATOR_WITHOUT_MOUSE = f"""
{ENCODER}
layer tokens v2000 teacher
{DECODER}
press Left Left Up Shift+Tab Shift+Tab W Return
press Shift+Tab W Return
press Down Right Right Shift+A
type dense 2000
layer cross-entropy
press W Tab
type token target v2000 next
press Ctrl+Up
layer accuracy
"""


def networks() -> tuple[Network, ...]:
    """A ResNet block; the CRNN that reads a line of text; an encoder and decoder that translate."""
    return (
        Network("ResNet block", residual_block(), RESIDUAL_WITH_MOUSE, RESIDUAL_WITHOUT_MOUSE),
        Network("CRNN", load(ARCHITECTURES / "small_crnn.loom.json"), CRNN_WITH_MOUSE, CRNN_WITHOUT_MOUSE),
        Network(
            "encoder-decoder",
            load(ARCHITECTURES / "seq2seq.loom.json"),
            TRANSLATOR_WITH_MOUSE,
            TRANSLATOR_WITHOUT_MOUSE,
        ),
    )
