"""How a layer is declared: ports, shape rule, cost and source, all in one value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import NamedTuple

from backend.declare.declaration import Declaration, Registry, Values
from backend.declare.initialisation import InitialTensor
from backend.declare.parameters import Json
from backend.declare.reach import ReachRule
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType
from backend.errors import LoomError, did_you_mean

RUNTIME = "backend.runtime"
"""The package of the plain torch functions of our own layers, which generated files include."""


class Category(StrEnum):
    """The heading under which the palette shows a layer; also decides its colour."""

    INPUT = "Input & target"
    CONVOLUTION = "Convolution"
    POOLING = "Pooling"
    RECURRENT = "Recurrent"
    DENSE = "Dense & embedding"
    ATTENTION = "Attention"
    ACTIVATION = "Activation"
    NORMALISATION = "Normalise"
    SHAPE = "Shape & merge"
    LOSS = "Loss"
    METRIC = "Metric"
    BLOCK = "Blocks"
    CANVAS = "Notes & wires"


class Role(Enum):
    """What a node is to the model: only operations become lines of ``forward``.

    An ``ENTRY`` is where a block's input comes in, a ``STATE`` what it remembers of the step before, ``NEXT``
    what it will remember. A ``WIRE`` is a bend of a wire that can be dragged; an
    ``ANNOTATION`` is a frame or a note.
    """

    INPUT = "input"
    TARGET = "target"
    OPERATION = "operation"
    OUTPUT = "output"
    LOSS = "loss"
    METRIC = "metric"
    ENTRY = "entry"
    STATE = "state"
    NEXT = "next state"
    WIRE = "wire"
    ANNOTATION = "annotation"


class Takes(Enum):
    """What the prediction of a loss or metric has to be, which follows from what is computed from it."""

    CLASS_SCORES = "raw scores; softmax is applied to them"
    RIVAL_SCORES = "raw scores that are compared with each other"
    BINARY_SCORES = "raw scores; sigmoid is applied to them, or their sign decides"
    SIGNED_SCORES = "raw scores whose sign decides, and how far they are from zero"
    LOG_PROBABILITIES = "log-probabilities"


class Form(Enum):
    """How a value with a time axis is laid out in memory when a layer receives it.

    The source writer converts between forms lazily, so that a chain of per-frame layers folds once.
    """

    PLAIN = "plain"  # (batch, time, ...)
    FOLDED = "folded"  # (batch * time, ...): 2-D layers on video
    CHANNELS_FIRST = "channels first"  # (batch, features, time): 1-D layers along time
    ANY = "any"  # element-wise: whatever form the input already has


@dataclass(frozen=True)
class Port:
    """A named connection point. A ``many`` port stands for ``name1``, ``name2``, ... in order."""

    name: str
    meaning: str
    optional: bool = False
    many: bool = False


class ShapeError(LoomError):
    """Raised by a shape rule.

    ``expected`` completes the sentence "Dense 'head' ..."; ``advice`` says what to do.
    """

    def __init__(self, rule: str, expected: str, advice: str = "", port: str = "in") -> None:
        super().__init__(expected)
        self.rule = rule
        self.expected = expected
        self.advice = advice
        self.port = port


Types = Mapping[str, TensorType]
"""The connected input ports of a node and what arrives there; a many-port's wires in order of their numbers."""


class Shaped(NamedTuple):
    """The result of a shape rule: the type of each output, the cost, and the form in which the layer works.

    ``weights`` counts trainable parameters; ``macs`` counts the multiply–accumulate operations of one sample
    (``N`` = 1). ``inner`` counts the values of one sample that a layer keeps for the backward pass besides its
    inputs and outputs.
    """

    outputs: Mapping[str, TensorType]
    weights: int = 0
    macs: Size = 0
    form: Form = Form.PLAIN
    inner: Size = 0


class Site(NamedTuple):
    """What a layer's source writer is given: its position in the model and everything that arrives there.

    ``arguments`` are the Python expressions of the connected inputs, already in the layer's form. ``lengths`` maps
    a ragged key to the expression of its lengths. ``used`` names the output ports that anything reads.
    """

    name: str
    values: Values
    types: Types
    arguments: Mapping[str, str]
    shaped: Shaped
    used: frozenset[str]
    lengths: Mapping[str, str]

    @property
    def x(self) -> str:
        """The expression of the first connected input."""
        return next(iter(self.arguments.values()))

    @property
    def type(self) -> TensorType:
        """The type at the first connected input."""
        return next(iter(self.types.values()))

    @property
    def out(self) -> TensorType:
        return next(iter(self.shaped.outputs.values()))

    @property
    def folded(self) -> bool:
        return self.shaped.form is Form.FOLDED


class Code(NamedTuple):
    """The lines that a layer becomes.

    ``members``: attribute name and constructor expression, for ``__init__``. ``statements``: lines of ``forward``
    before the results. ``results``: the expression of each used output port. ``helpers``: names of functions of
    the layer's ``runtime`` that the lines call; their source is written into the module.
    """

    results: Mapping[str, str]
    members: tuple[tuple[str, str], ...] = ()
    statements: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()


ShapeRule = Callable[[Values, Types], Shaped]
Writer = Callable[[Site], Code]
InitialRule = Callable[[Values, Types], Iterable[InitialTensor]]
"""The tensors whose initial values the layer's parameters choose, for what arrives at it."""


@dataclass(frozen=True, kw_only=True)
class Layer(Declaration):
    """A layer, loss or metric: everything that the palette, the check, the code and the tests need to know of it.

    ``summarise`` gives the short text on the node's card ("64 · 3×3 · s2"). ``synonyms`` are other words that
    people search for. ``torch`` is the dotted path of what it becomes, for the reference page. ``runtime`` is the
    module, or the package of modules, whose functions its code may call; our own are always available. Of metrics,
    ``higher_is_better`` tells the best epoch, and ``in_units`` asks for values in the units of the data. ``takes``
    says of a loss or metric what its prediction has to be, where arbitrary values are not enough.

    ``reach`` says how far an element of the result sees along each axis of what arrives at an input; element-wise
    layers don't need it.

    ``initial`` names the tensors that its `InitialParameter`s fill; without it all stay as torch fills them.

    ``example`` are parameters that show it well, where the defaults don't; ``used_with`` names, for input ports,
    what the reference's example wires to them (one of `backend.reference.feeds`) where the usual one doesn't fit.
    """

    category: Category
    shape: ShapeRule
    write: Writer | None = None
    inputs: tuple[Port, ...] = (Port("in", "the input"),)
    outputs: tuple[Port, ...] = (Port("out", "the result"),)
    role: Role = Role.OPERATION
    glyph: str = ""
    synonyms: tuple[str, ...] = ()
    torch: str = ""
    runtime: str = RUNTIME
    formula: str = ""
    reach: ReachRule | None = None
    initial: InitialRule | None = None
    higher_is_better: bool = False
    in_units: bool = False
    takes: Takes | None = None
    summarise: Callable[[Values], str] = field(default=lambda _: "")
    example: Mapping[str, Json] = field(default_factory=dict)
    used_with: Mapping[str, str] = field(default_factory=dict)

    def input_port(self, name: str) -> Port | None:
        """The declared port of that name; ``in2`` belongs to the many-port ``in``."""
        for port in self.inputs:
            # From in1 to in999, without leading zeros: in01 would be a second name of the same input.
            if port.name == name or (port.many and re.fullmatch(rf"{port.name}[1-9][0-9]{{0,2}}", name)):
                return None if port.many and port.name == name else port
        return None

    def output_port(self, name: str) -> Port | None:
        return next((port for port in self.outputs if port.name == name), None)

    def missing_port(self, name: str, ports: tuple[Port, ...], side: str) -> LoomError:
        """The error for a port that doesn't exist, with the names of those that do."""
        names = [f"{port.name}1" if port.many else port.name for port in ports]
        hint = did_you_mean(name, names)
        return LoomError(f"{self.name} has no {side} {name!r}; it has {', '.join(names) or 'none'}.{hint}")


LAYERS: Registry[Layer] = Registry("layer")

BLOCK_PREFIX = "block:"
"""The type of a node that places the block ``encoder`` is ``block:encoder``."""
