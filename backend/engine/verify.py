"""The proof of a document: what is trained and what is exported do the same, to the last bit. No torch here.

Both run in processes of their own, so that neither the memory nor the random numbers of whoever asks are touched.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

from backend.check.checker import ASSUMED_STEPS, Checker
from backend.declare.size import Size, free_symbols, substitute
from backend.document.document import Document
from backend.engine.interpreters import Interpreters, Record, Side, SideError
from backend.engine.memory import free_memory, gigabytes
from backend.errors import LoomError
from backend.source.model import ModelSource, write_model
from backend.source.objective import training_text
from backend.source.plan import input_lengths
from backend.training.events import Unverified, Verified
from backend.training.proof_words import source_key

BATCHES = {1: 12, 2: 9, 7: 10}
"""Batch sizes, each with the steps of a sequence wherever their number may vary."""

MAX_FACTOR = 64
"""By how much sequences may be made longer for a network that needs more steps."""

TORCH_BYTES = 400_000_000
NUMBER_BYTES = 4
KEPT_PER_ACTIVATION = 3
"""The value, its gradient, and what an operation keeps for the way back."""

NAMED_DIFFERENCES = 50

Tell = Callable[[int, int], None]
Answer = Sequence[Record] | SideError
"""What one side tells of one run."""


@dataclass(frozen=True)
class Run:
    """One pass forward and back. ``lengths`` names the arguments that give each sample a length of its own."""

    batch: int
    time: int | None
    training: bool
    lengths: tuple[str, ...] = ()

    def __str__(self) -> str:
        steps = "" if self.time is None else f" with {self.time} steps"
        return f"batch {self.batch}{steps} in {'training' if self.training else 'evaluation'}"


@dataclass(frozen=True)
class Subject:
    """A document whose model can be built, and what there is to compare in it. Making it may raise `LoomError`."""

    document: Document
    checker: Checker

    @cached_property
    def source(self) -> ModelSource:
        return write_model(self.document, self.checker)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Each batch in evaluation, and larger ones in training too: batch norm can't learn from one sample."""
        factor = self._time_factor()
        names = tuple(dict.fromkeys(input_lengths(self.source.plan).values())) if factor else ()
        found = []
        for batch, steps in BATCHES.items():
            for training in (False, True)[: 2 if batch > 1 else 1]:
                found.append(Run(batch, steps * factor if factor else None, training, names if batch > 1 else ()))
        return tuple(found)

    @property
    def needed_memory(self) -> int:
        """An estimate, in bytes, for one of the two sides."""
        totals, largest = self.checker.totals(), max(self.runs, key=lambda run: run.batch)
        activations = totals.activations * largest.batch * max(1, (largest.time or 0) // ASSUMED_STEPS)
        return TORCH_BYTES + NUMBER_BYTES * (2 * totals.weights + KEPT_PER_ACTIVATION * activations)

    def _time_factor(self) -> int:
        """By how much the lengths are made longer so that no size falls below 1; 0 where no length varies."""
        types = self.source.plan.types
        entering = [size for step in self.source.plan.inputs for size in types[step.node, "out"].sizes]
        if not _symbols(entering):
            return 0
        sizes = {size for found in types.values() for size in found.sizes if not isinstance(size, int)}
        factor = 1
        while factor < MAX_FACTOR and any(_falls_short(size, factor) for size in sizes):
            factor *= 2
        return factor


def unheard(_done: int, _runs: int) -> None:
    """Nobody asks how far the proof is."""


def verify(subject: Subject, sides: Interpreters, tell: Tell = unheard) -> Verified | Unverified:
    """Runs both and compares; ``tell`` hears how much is done. Raises `LoomError` where the memory is too small.

    After ``sides.cancel()`` the answer means nothing.
    """
    together = _refuse_without_memory(subject.needed_memory)
    started = time.perf_counter()
    proof = _Proof(subject, sides, tell)
    with tempfile.TemporaryDirectory(prefix="proof_") as folder:
        found = proof.compare(Path(folder), together)
    return found or proof.result(time.perf_counter() - started)


def _refuse_without_memory(needed: int) -> bool:
    """Whether both sides may run at the same time."""
    free = free_memory()
    if free is not None and needed > free:
        raise LoomError(
            f"The proof of this model needs about {gigabytes(needed)} of memory, and {gigabytes(max(0, free))} "
            "are free: close what else takes memory, or verify it on a larger machine"
        )
    return free is not None and 2 * needed <= free


class _Proof:
    """One comparison in hand."""

    def __init__(self, subject: Subject, sides: Interpreters, tell: Tell) -> None:
        self.subject, self.sides = subject, sides
        self._tell, self._done = tell, 0
        self.key = source_key(subject.source.text)
        self.compared: list[tuple[Answer, Answer]] = []

    def compare(self, folder: Path, together: bool) -> Unverified | None:
        """What is not the same; ``None`` where all is."""
        source, sides = self.subject.source, self.sides
        trained, exported = folder / "trained.py", folder / "exported.py"
        trained.write_text(training_text(source.plan), encoding="utf-8")
        exported.write_text(source.text, encoding="utf-8")
        job = {"class": source.class_name, "runs": [asdict(run) for run in self.subject.runs]}
        sides.trained.send({**job, "file": str(trained)})
        ours = self._answers(sides.trained)
        if not together:
            ours = iter(list(ours))
        sides.exported.send({**job, "file": str(exported)})
        self.compared = list(zip_longest(ours, self._answers(sides.exported), fillvalue=()))
        places = ["before any run", *(f"at {run}" for run in self.subject.runs), "after all runs"]
        return next(filter(None, (self._difference(*found) for found in zip(places, self.compared))), None)

    def result(self, seconds: float) -> Verified:
        ours = [answer for answer, _ in self.compared if not isinstance(answer, SideError)]
        kinds = Counter(name.split(" ")[0] for name, _, _ in ours[1])
        inputs = sum(name.startswith("gradient of input ") for name, _, _ in ours[1])
        runs, records = self.subject.runs, [record for answer in ours for record in answer]
        return Verified(
            id=0,
            source=self.key,
            batches=tuple(BATCHES),
            trained_batches=tuple(run.batch for run in runs if run.training),
            steps=tuple(sorted({run.time for run in runs if run.time is not None})),
            own_lengths=any(run.lengths for run in runs),
            parameters=self.subject.checker.totals().weights,
            weights=len(ours[0]),
            outputs=kinds["output"],
            parameter_gradients=kinds["gradient"] - inputs,
            input_gradients=inputs,
            tensors=len(records),
            not_finite=sum(not math.isfinite(total) for _, _, total in records),
            seconds=seconds,
            **self.sides.exported.versions,
        )

    def _answers(self, side: Side) -> Iterator[Answer]:
        """What a side tells run by run; where it breaks, why."""
        try:
            for answer in side.answers():
                self._done += 1
                self._tell(self._done, 2 * (len(self.subject.runs) + 2))
                yield answer
        except SideError as error:
            yield error

    def _difference(self, place: str, found: tuple[Answer, Answer]) -> Unverified | None:
        ours, theirs = found
        if isinstance(ours, SideError) or isinstance(theirs, SideError):
            return self._broken(place, ours, theirs)
        names = [[name for name, _, _ in answer] for answer in (ours, theirs)]
        if names[0] != names[1]:
            odd = ", ".join(sorted(set(names[0]) ^ set(names[1]))[:NAMED_DIFFERENCES]) or "in another order"
            return self._unverified(f"{place}, trained module and exported file give different tensors: {odd}")
        lines = [
            f"{name}: sum {total!r} in the trained module, {other!r} in the exported file"
            for (name, digest, total), (_, theirs_digest, other) in zip(ours, theirs)
            if digest != theirs_digest
        ]
        if not lines:
            return None
        more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
        message = f"{place}, trained module and exported file differ in the {lines[0].partition(':')[0]}{more}"
        return self._unverified(message, "\n".join(lines[:NAMED_DIFFERENCES]))

    def _broken(self, place: str, ours: Answer, theirs: Answer) -> Unverified:
        """One side, or both, did not run."""
        broken = {
            who: answer
            for who, answer in (("the trained module", ours), ("the exported file", theirs))
            if isinstance(answer, SideError)
        }
        reason, details = next((str(error), error.details) for error in broken.values())
        verb = "do" if len(broken) > 1 else "does"
        return self._unverified(f"{place}, {' and '.join(broken)} {verb} not run: {reason}", details)

    def _unverified(self, message: str, details: str = "") -> Unverified:
        return Unverified(0, message[0].upper() + message[1:], details, self.key)


def _symbols(sizes: Iterable[Size]) -> set[str]:
    return {name for size in sizes for name in free_symbols(size)} - {"N"}


def _falls_short(size: Size, factor: int) -> bool:
    """Whether a size is below 1 at one of the lengths."""
    return any(
        isinstance(found := substitute(size, {"N": 1} | dict.fromkeys(_symbols([size]), steps * factor)), int)
        and found < 1
        for steps in BATCHES.values()
    )
