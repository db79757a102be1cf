"""Step time of LayerLoom's training against a bare PyTorch loop with a DataLoader, on the same model and data.

``python benchmarks/training_step.py [--rounds 3] [--epochs 4]``

Both sides train the example documents in this process, by turns, so that whatever else the machine does meets
both. LayerLoom's side is all of it: batches, metrics while learning, events as JSON lines, and the run folder with
a checkpoint for each epoch. The bare loop gathers no figures at all.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from backend.engine.environment import engine_environment  # noqa: E402

os.environ.update(engine_environment())

import torch  # noqa: E402
from torch.utils.data import DataLoader, TensorDataset  # noqa: E402

from backend.data.prepare import load  # noqa: E402
from backend.declare.parameters import Json  # noqa: E402
from backend.document.file import load as load_document  # noqa: E402
from backend.document.file import to_json  # noqa: E402
from backend.engine.batches import BatchSource  # noqa: E402
from backend.engine.build import build, outputs_of  # noqa: E402
from backend.engine.loop import Control  # noqa: E402
from backend.engine.project import Project, read_project  # noqa: E402
from backend.engine.trainer import make_optimizer, make_schedule  # noqa: E402
from backend.engine.training_run import run_training  # noqa: E402
from backend.training.events import EpochDone, Started, Train, event_line  # noqa: E402

EXAMPLES = ("digits_cnn", "ball_crnn", "forecast_lstm")
WITHOUT_VALIDATION = {"type": "random", "train": 0.8, "validation": 0.0, "test": 0.2}


@dataclass(frozen=True)
class Case:
    """An example document whose rows all train or test, so that only learning is measured."""

    name: str
    content: dict[str, Json]
    project: Project


def read_case(name: str, epochs: int) -> Case:
    content = to_json(load_document(ROOT / "examples" / f"{name}.loom.json"))
    content["data"] = {**content["data"], "split": WITHOUT_VALIDATION}
    content["training"] = {**content["training"], "epochs": epochs, "device": "cpu"}
    return Case(name, content, read_project(content, name, ROOT / "examples"))


def layerloom_step_ms(case: Case) -> float:
    """From the start of the first epoch to the end of the last one, with everything that is told and kept."""
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w") as sink:
        command = Train(case.content, case.name, str(case.project.folder), run=str(Path(folder) / "run"))
        start = end = 0.0
        steps = 0
        for event in run_training(command, Control()):
            sink.write(event_line(event))
            if isinstance(event, Started):
                start, steps = time.perf_counter(), event.steps_per_epoch * event.epochs
            elif isinstance(event, EpochDone):
                end = time.perf_counter()
    return (end - start) / steps * 1000


def bare_step_ms(case: Case) -> float:
    """The loop that one writes by hand: DataLoader, loss, backward, step."""
    project = case.project
    settings = project.settings
    data = load(project.data_section, project.folder)
    everything = BatchSource(project.binding, data.fields, torch.device("cpu")).take(
        torch.from_numpy(data.rows["train"])
    )
    inputs, targets = len(everything.inputs), tuple(everything.targets)
    dataset = TensorDataset(*everything.inputs, *everything.targets.values())
    loader = DataLoader(dataset, batch_size=settings.values.batch_size, shuffle=True)
    built = build(project.training_text, project.plan.class_name)
    model = built.make(settings.values.seed, torch.device("cpu"))
    optimizer = make_optimizer(settings, model)
    schedule = make_schedule(settings, optimizer, len(loader))
    clip = settings.values.gradient_clip
    start = time.perf_counter()
    for _ in range(settings.values.epochs):
        for batch in loader:
            optimizer.zero_grad()
            outputs = outputs_of(model(*batch[:inputs]))
            loss = built.compute_loss(built.compute_loss_sums(outputs, dict(zip(targets, batch[inputs:])), {}))
            loss.backward()  # type: ignore[no-untyped-call]
            if clip is not None:
                torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            if schedule is not None and settings.schedule.per_step:
                schedule.step()
    steps: int = settings.values.epochs * len(loader)
    return (time.perf_counter() - start) / steps * 1000


def machine() -> str:
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    versions = f"Python {platform.python_version()}, torch {torch.__version__}"
    return f"{system}, torch threads: {torch.get_num_threads()}, {versions}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each side after a first one that warms up")
    parser.add_argument("--epochs", type=int, default=4)
    arguments = parser.parse_args()
    print(machine())
    print(
        f"{'':<16}{'LayerLoom':>12}{'bare loop':>12}{'ratio':>8}   ms a step, median of {arguments.rounds} rounds"
    )
    for name in EXAMPLES:
        case = read_case(name, arguments.epochs)
        turns = [(layerloom_step_ms(case), bare_step_ms(case)) for _ in range(arguments.rounds + 1)][1:]
        ours, bare = (statistics.median(side) for side in zip(*turns))
        print(f"{name:<16}{ours:>12.2f}{bare:>12.2f}{ours / bare:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
