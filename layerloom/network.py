"""A network from its document: checked, compiled, trained, exported. Imports no torch before it is compiled."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backend.check.checker import Checker, all_problems
from backend.check.problems import Problem
from backend.cli.documents import open_document, require_sound
from backend.cli.export import exported_text
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import SetSection
from backend.document.file import from_json, to_json
from backend.errors import LoomError
from backend.files import write_text
from backend.lints.catalogue import lint
from backend.plugins.installed import installed_plugins
from backend.training.events import Finished

if TYPE_CHECKING:
    from torch import nn

__all__ = [
    "CheckResult",
    "FinishedRun",
    "LoomError",
    "Network",
    "Problem",
    "check",
    "compile",
    "export",
    "load",
    "train",
]

Place = str | PathLike[str]


@dataclass(frozen=True)
class CheckResult:
    """What the check finds.

    ``sound`` is true where the network can be built: nothing is worse than a warning. Of each of the ``problems``,
    ``node``, ``port`` and ``rule`` say where and what, ``sentence`` says it in words, ``fixes`` what to do, and
    ``severity`` is "error", "missing" or "warning".

    ``shapes`` gives for each node and output port its type as text, such as ``float[N, T, 128]``: N is the
    batch, T time. ``parameters`` counts the trainable ones; ``macs`` the multiply–accumulate operations of one
    sample, at 10 steps where the number of steps is variable.
    """

    sound: bool
    problems: tuple[Problem, ...]
    shapes: Mapping[str, Mapping[str, str]]
    parameters: int
    macs: int


@dataclass(frozen=True)
class FinishedRun:
    """A training that has ended.

    ``folder`` is the run's folder, with the document, the source, the weights and the metrics of each epoch.
    ``metrics`` are those of the best weights on the test split, by name, "loss" among them; empty where that
    split has no samples. ``reason`` is "completed", "early stopping" or "stopped".
    """

    folder: Path
    metrics: Mapping[str, float]
    epochs: int
    best_epoch: int
    reason: str
    seconds: float

    def model(self) -> nn.Module:
        """The module with the best weights, in evaluation mode."""
        trained: nn.Module = _with_torch().trained_model(self.folder)
        return trained


class Network:
    """A document as it was when `load` read it."""

    def __init__(self, path: Path, document: Document, checker: Checker) -> None:
        self.path = path
        self._document = document
        self._checker = checker

    @property
    def name(self) -> str:
        """The name of the file without its ending; runs and the exported class are named after it."""
        return self._document.name

    def check(self) -> CheckResult:
        """Shapes, costs and problems. A network with problems is checked like any other; nothing is raised."""
        checker, totals = self._checker, self._checker.totals()
        shapes = {
            node.id: {port: str(kind) for port, kind in checker.reports[node.id].outputs.items()}
            for node in self._document.nodes()
        }
        return CheckResult(not checker.blocked, tuple(all_problems(checker)), shapes, totals.weights, totals.macs)

    def compile(self, seed: int = 0) -> nn.Module:
        """A fresh module on the CPU, its weights drawn with the seed. Its code is the exported file's.

        Raises `LoomError` with the problems where the network is not sound.
        """
        require_sound(self.path, self._checker)
        module: nn.Module = _with_torch().fresh_model(self._document, self._checker, seed)
        return module

    def train(
        self,
        *,
        epochs: int | None = None,
        seed: int | None = None,
        device: str | None = None,
        folder: Place | None = None,
        resume: bool = False,
        tell: Callable[[int, Mapping[str, float], Mapping[str, float]], object] | None = None,
    ) -> FinishedRun:
        """Trains on the document's data, in this process, and returns when the training has ended.

        ``epochs``, ``seed`` and ``device`` ("auto", "cpu", "cuda", "mps") stand in for the document's. The run
        goes into ``folder``, which must be empty or new; by default ``runs/<name>/<number>`` beside the
        document. ``resume`` continues the run in ``folder``, or the latest one. ``tell(epoch, training,
        validation)`` is called after each epoch with the metrics of both splits.

        Raises `LoomError` where the network or its data is wrong, with the problems in words.
        """
        chosen = {"epochs": epochs, "seed": seed, "device": device}
        document = self._with_training({name: value for name, value in chosen.items() if value is not None})
        into = str(Path(folder).resolve()) if folder else ""
        finished: Finished = _with_torch().trained(document, self.path, into, resume, tell)
        return FinishedRun(
            Path(finished.run),
            dict(finished.metrics),
            finished.epochs,
            finished.best_epoch,
            finished.reason,
            finished.seconds,
        )

    def export(self, path: Place, *, training: bool = False) -> Path:
        """Writes the model as one Python file that needs torch alone; with ``training``, a whole training script.

        Raises `LoomError` with the problems where the network is not sound.
        """
        require_sound(self.path, self._checker)
        output = Path(path)
        text = exported_text(self._document, self._checker, self.path.resolve().parent, output, training)
        write_text(output, text)
        return output

    def _with_training(self, chosen: Mapping[str, Json]) -> Document:
        """A copy of the document with other training settings."""
        # A copy: the network stays as it was loaded, whatever settings a training changes.
        document = from_json(to_json(self._document), self.name)
        if chosen:
            document.apply(SetSection("training", {**(document.section("training") or {}), **chosen}))
        require_sound(self.path, Checker(document, lint=lint))
        return document


def load(path: Place) -> Network:
    """Reads a ``*.loom.json`` document; nothing of it is executed. Layers of installed plug-ins are known.

    Raises `LoomError` where the file can't be read. Warns of a plug-in that can't be used.
    """
    for plugin in installed_plugins():
        if plugin.problem:
            warnings.warn(plugin.message, stacklevel=2)
    return Network(Path(path), *open_document(Path(path)))


def check(network: Network | Place) -> CheckResult:
    """`Network.check` of a network, or of the document at a path."""
    return _network(network).check()


def compile(network: Network | Place, seed: int = 0) -> nn.Module:
    """`Network.compile` of a network, or of the document at a path."""
    return _network(network).compile(seed)


def train(network: Network | Place, **options: Any) -> FinishedRun:
    """`Network.train` of a network, or of the document at a path."""
    return _network(network).train(**options)


def export(network: Network | Place, path: Place, *, training: bool = False) -> Path:
    """`Network.export` of a network, or of the document at a path."""
    return _network(network).export(path, training=training)


def _network(given: Network | Place) -> Network:
    return given if isinstance(given, Network) else load(given)


def _with_torch() -> Any:
    # torch is imported here and no sooner: a check takes no second.
    return import_module("layerloom.with_torch")
