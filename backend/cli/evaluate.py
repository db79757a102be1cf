"""``main.py evaluate``: the metrics of a run's best weights on one split of its data."""

from __future__ import annotations

import argparse
from pathlib import Path

from backend.cli.output import print_json, print_warning
from backend.engine.evaluate import EvaluationResult, evaluate


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", type=Path, help="a run folder")
    parser.add_argument(
        "--split", default="test", choices=("train", "validation", "test"), help="which split of the data"
    )
    parser.add_argument("--device", default="", help="auto, cpu, cuda or mps")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace) -> int:
    result = evaluate(arguments.run, arguments.split, arguments.device)
    for words in result.warnings:
        print_warning(words)
    if arguments.json:
        print_json(as_json(result))
    else:
        _print(result)
    return 0


def as_json(result: EvaluationResult) -> dict[str, object]:
    content: dict[str, object] = {
        "split": result.split,
        "metrics": dict(result.metrics),
        "samples": result.samples,
    }
    extras = {"baselines": result.baselines, "warnings": list(result.warnings)}
    return {**content, **{name: value for name, value in extras.items() if value}}


def _print(result: EvaluationResult) -> None:
    print(f"{result.split}, {result.samples:,} samples")
    for name, value in result.metrics.items():
        print(f"  {name:<20}{value:.4f}")
    for name, metrics in (result.baselines or {}).items():
        text = "  ".join(f"{metric} {value:.4f}" for metric, value in metrics.items())
        print(f"  baseline {name:<20}{text}")
