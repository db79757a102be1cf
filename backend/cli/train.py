"""``main.py train``: trains a document's model on its data, with a progress line."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Mapping
from math import isnan
from pathlib import Path

from backend.cli.documents import open_document, require_sound, tell_warnings
from backend.cli.output import ProgressBar, duration, print_json, print_warning
from backend.document.file import to_json
from backend.engine.loop import Control
from backend.engine.training_run import run_training
from backend.errors import LoomError
from backend.training.events import EpochDone, Event, Finished, Started, Steps, Train


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a *.loom.json document")
    parser.add_argument(
        "--run", type=Path, help="the run folder (default: runs/<name>/<number> beside the document)"
    )
    parser.add_argument("--epochs", type=int, help="instead of the document's")
    parser.add_argument("--seed", type=int, help="instead of the document's")
    parser.add_argument("--device", help="auto, cpu, cuda or mps, instead of the document's")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NODE.PARAM=VALUE", help="may stand several times"
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="go on with --run, or with the latest run; --epochs may name more than it had",
    )
    parser.add_argument("--json", action="store_true", help="end with one JSON object on standard output")


def run(arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    chosen = {name: getattr(arguments, name) for name in ("epochs", "seed", "device")}
    settings = [f"training.{name}={value}" for name, value in chosen.items() if value is not None]
    document, checker = open_document(path, [*arguments.set, *settings])
    require_sound(path, checker)
    tell_warnings(path, checker)
    command = Train(
        to_json(document),
        document.name,
        str(path.resolve().parent),
        str(arguments.run.resolve()) if arguments.run else "",
        arguments.resume,
    )
    report = _Report()
    control = Control()
    previous = signal.signal(signal.SIGINT, lambda *_: _stop(control))
    try:
        for event in run_training(command, control):
            report.tell(event)
    except LoomError as error:
        raise LoomError(f"{path}: {error}") from None
    finally:
        report.bar.clear()
        signal.signal(signal.SIGINT, previous)
    if arguments.json:
        print_json(report.result())
    return 0


def _stop(control: Control) -> None:
    """The first Ctrl+C ends the training and keeps the weights; the second ends the program."""
    if control.stopping:
        raise KeyboardInterrupt
    print("\nstopping after this step; press Ctrl+C again to give up", file=sys.stderr)
    control.stop()


class _Report:
    """Says on standard error what the training tells."""

    def __init__(self) -> None:
        self.bar = ProgressBar()
        self.started: Started | None = None
        self.finished: Finished | None = None

    def tell(self, event: Event) -> None:
        match event:
            case Started():
                self.started = event
                samples = ", ".join(f"{count:,} {split}" for split, count in event.samples.items())
                print(f"{event.parameters:,} parameters on {event.device}; samples: {samples}", file=sys.stderr)
                print(f"run: {event.run}", file=sys.stderr)
                for words in event.warnings:
                    print_warning(words)
            case Steps():
                self._show(event)
            case EpochDone():
                self.bar.clear()
                metrics = f"train {_metrics_text(event.train)}"
                if event.validation:
                    metrics += f" | validation {_metrics_text(event.validation)}"
                best = " *" if event.best else ""
                print(f"epoch {event.epoch:>3}  {metrics}  {event.seconds:.1f} s{best}", file=sys.stderr)
            case Finished():
                self.finished = event
                self.bar.clear()
                print(
                    f"{event.reason} after {event.epochs} epochs in {duration(event.seconds)}; best epoch "
                    f"{event.best_epoch}; test {_metrics_text(event.metrics) or 'split is empty'}",
                    file=sys.stderr,
                )

    def _show(self, event: Steps) -> None:
        assert self.started is not None
        total = self.started.epochs * self.started.steps_per_epoch
        loss = f"loss {event.losses[-1]:.4f}" if not isnan(event.losses[-1]) else "nothing labelled"
        text = (
            f"epoch {event.epoch} of {self.started.epochs} · {duration(event.seconds_left)} left · "
            f"{event.samples_per_second:,.0f} samples/s · {loss}"
        )
        self.bar.show((event.first + len(event.losses)) / total, text)

    def result(self) -> dict[str, object]:
        assert self.finished is not None
        end = self.finished
        return {
            "run": end.run,
            "epochs": end.epochs,
            "metrics": dict(end.metrics),
            "seconds": round(end.seconds, 3),
        }


def _metrics_text(metrics: Mapping[str, float]) -> str:
    return "  ".join(f"{name} {value:.4f}" for name, value in metrics.items())
