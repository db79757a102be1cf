"""Verification of an export: the module that is trained and the exported file compute the same, to the last bit.

Both run in processes of their own, so that neither the memory nor the random numbers of the caller are touched.
"""

from __future__ import annotations

import hashlib
import math
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

from backend.check.checker import ASSUMED_STEPS, Checker
from backend.declare.size import Size, free_symbols, substitute
from backend.document.document import Document
from backend.engine.interpreters import Interpreters, Record, Side, SideError
from backend.errors import LoomError
from backend.source.model import ModelSource, write_model
from backend.source.objective import training_text
from backend.source.plan import input_lengths

BATCHES = {1: 12, 2: 9, 7: 10}
"""Batch sizes, each with the steps of a sequence wherever their number may vary."""
MAX_FACTOR = 64
"""By how much sequences may be made longer for a network that needs more steps."""

TORCH_BYTES = 400_000_000
NUMBER_BYTES = 4
KEPT_PER_ACTIVATION = 3
"""The value, its gradient, and what an operation keeps for the backward pass."""
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
class Verdict:
    """What a comparison found: a sentence, ``facts`` by title, and the ``details`` of a difference in lines.

    ``source`` is the `source_key` of the exported text.
    """

    verified: bool
    source: str
    summary: str
    facts: Mapping[str, str] = field(default_factory=dict)
    details: str = ""


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


def source_key(text: str) -> str:
    """What tells one exported text from another."""
    return hashlib.sha256(text.encode()).hexdigest()


def verify(subject: Subject, sides: Interpreters, tell: Tell = lambda _done, _answers: None) -> Verdict:
    """Runs both sides and compares; ``tell`` hears how many of all answers have come.

    Raises `LoomError` where the memory is too small.
    """
    free = free_memory()
    if free is not None and subject.needed_memory > free:
        raise LoomError(
            f"Verifying this model needs about {_gigabytes(subject.needed_memory)} of memory, and "
            f"{_gigabytes(max(0, free))} are free: close other programs, or verify it on a larger machine"
        )
    together = free is not None and 2 * subject.needed_memory <= free
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="verify_") as folder:
        compared = _answers(subject, sides, Path(folder), together, tell)
    key, runs = source_key(subject.source.text), subject.runs
    moments = ["Before any run", *(f"At {run}" for run in runs), "After all runs"]
    for moment, (ours, theirs) in zip(moments, compared):
        if difference := _difference(ours, theirs):
            return Verdict(False, key, f"{moment}, {difference[0]}", details=difference[1])
    answers = [ours for ours, _ in compared if not isinstance(ours, SideError)]
    facts = _facts(subject, answers)
    facts["Versions"] = "Python {python}, torch {torch}".format_map(sides.exported.versions)
    facts["Source"] = f"sha256 {key[:16]}…"
    facts["Time"] = f"{time.perf_counter() - started:.1f} s"
    return Verdict(True, key, _summary(runs, answers[1]), facts)


def free_memory() -> int | None:
    """Bytes that a new process may take on this machine or in this container; ``None`` where nothing tells it."""
    found = []
    for read in (_available, _below_limit):
        try:
            found.append(read())
        except (OSError, ValueError, KeyError):
            continue
    return min(found, default=None)


def _available() -> int:
    """What programs on Linux can still take without swapping."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return int(dict(line.split(":") for line in lines)["MemAvailable"].split()[0]) * 1024


def _below_limit() -> int:
    """What the container may still take; files that are only kept in memory count as free."""
    group = Path("/sys/fs/cgroup")
    limit, taken = (int((group / name).read_text(encoding="ascii")) for name in ("memory.max", "memory.current"))
    kinds = dict(line.split() for line in (group / "memory.stat").read_text(encoding="ascii").splitlines())
    return limit - taken + int(kinds["inactive_file"])


def _answers(
    subject: Subject, sides: Interpreters, folder: Path, together: bool, tell: Tell
) -> list[tuple[Answer, Answer]]:
    """The answers of both sides in pairs: to the first weights, to each run, and to the buffers that are left."""
    source, done = subject.source, 0

    def told(side: Side) -> Iterator[Answer]:
        nonlocal done
        try:
            for answer in side.answers():
                done += 1
                tell(done, 2 * (len(subject.runs) + 2))
                yield answer
        except SideError as error:
            yield error

    def send(side: Side, name: str, text: str) -> None:
        file = folder / name
        file.write_text(text, encoding="utf-8")
        runs = [asdict(run) for run in subject.runs]
        side.send({"file": str(file), "class": source.class_name, "runs": runs})

    send(sides.trained, "trained.py", training_text(source.plan))
    ours = told(sides.trained)
    if not together:
        ours = iter(list(ours))
    send(sides.exported, "exported.py", source.text)
    return list(zip_longest(ours, told(sides.exported), fillvalue=()))


def _difference(ours: Answer, theirs: Answer) -> tuple[str, str] | None:
    """How two answers differ, in a sentence and in lines; ``None`` where they are the same."""
    sides = {"the trained module": ours, "the exported file": theirs}
    broken = {who: answer for who, answer in sides.items() if isinstance(answer, SideError)}
    if isinstance(ours, SideError) or isinstance(theirs, SideError):
        first = next(iter(broken.values()))
        verb = "do" if len(broken) > 1 else "does"
        return f"{' and '.join(broken)} {verb} not run: {first}", first.details
    names = [[name for name, _, _ in answer] for answer in (ours, theirs)]
    if names[0] != names[1]:
        odd = ", ".join(sorted(set(names[0]) ^ set(names[1]))[:NAMED_DIFFERENCES]) or "in another order"
        return f"trained module and exported file give different tensors: {odd}", ""
    lines = [
        f"{name}: sum {total!r} in the trained module, {other!r} in the exported file"
        for (name, digest, total), (_, theirs_digest, other) in zip(ours, theirs)
        if digest != theirs_digest
    ]
    if not lines:
        return None
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    message = f"trained module and exported file differ in the {lines[0].partition(':')[0]}{more}"
    return message, "\n".join(lines[:NAMED_DIFFERENCES])


def _summary(runs: Sequence[Run], first_run: Sequence[Record]) -> str:
    """``3 batch sizes, 3 lengths · outputs and 62 gradients equal, difference 0``."""
    lengths = {run.time for run in runs} - {None}
    gradients = sum(name.startswith("gradient ") for name, _, _ in first_run)
    what = f"outputs and {_counted(gradients, 'gradient')}" if gradients else "outputs"
    steps = f", {len(lengths)} lengths" if lengths else ""
    return f"{len(BATCHES)} batch sizes{steps} · {what} equal, difference 0"


def _facts(subject: Subject, answers: Sequence[Sequence[Record]]) -> dict[str, str]:
    """What was compared, by title."""
    runs, records = subject.runs, [record for answer in answers for record in answer]
    kinds = Counter(name.split(" ")[0] for name, _, _ in answers[1])
    of_inputs = sum(name.startswith("gradient of input ") for name, _, _ in answers[1])
    in_training = _listed(run.batch for run in runs if run.training)
    steps = sorted({run.time for run in runs if run.time is not None})
    lengths = f"{_listed(steps)} steps" if steps else "no length varies in this model"
    if any(run.lengths for run in runs):
        lengths += "; in the larger batches each sample has a length of its own"
    batches = f"{_listed(BATCHES)} in evaluation; {in_training} in training too, with the same random numbers"
    parameters = _counted(subject.checker.totals().weights, "trainable parameter")
    facts = {
        "Compared": "the module that a training builds, and the exported file alone in a clean interpreter",
        "Batch sizes": batches,
        "Lengths": lengths,
        "Weights": f"{_counted(len(answers[0]), 'tensor')}; {parameters}",
        "Outputs": _counted(kinds["output"], "tensor") + " in each run",
        "Gradients": f"{kinds['gradient'] - of_inputs} of parameters, {of_inputs} of inputs",
        "Difference": f"0: all {len(records):,} tensors agree to the last bit",
    }
    not_finite = sum(not math.isfinite(total) for _, _, total in records)
    if not_finite:
        facts["Not finite"] = (
            f"{not_finite:,} of the tensors hold infinite or undefined numbers, the same on both sides"
        )
    return facts


def _symbols(sizes: Iterable[Size]) -> set[str]:
    return {name for size in sizes for name in free_symbols(size)} - {"N"}


def _falls_short(size: Size, factor: int) -> bool:
    """Whether a size is below 1 at one of the lengths."""
    for steps in BATCHES.values():
        found = substitute(size, {"N": 1} | dict.fromkeys(_symbols([size]), steps * factor))
        if isinstance(found, int) and found < 1:
            return True
    return False


def _listed(numbers: Iterable[int]) -> str:
    """``1, 2 and 7``."""
    *first, last = map(str, numbers)
    return f"{', '.join(first)} and {last}" if first else last


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _gigabytes(amount: int) -> str:
    return f"{amount / 1e9:.1f} GB"
