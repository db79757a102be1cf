"""``main.py predict``: a run's best weights on new raw inputs."""

from __future__ import annotations

import argparse
from pathlib import Path

from backend.cli.output import print_json
from backend.engine.predict import Prediction, predict


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", type=Path, help="a run folder")
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="pictures, texts, CSV or NumPy files")
    parser.add_argument("--device", default="", help="auto, cpu, cuda or mps")
    parser.add_argument("--json", action="store_true", help="a JSON list on standard output")


def run(arguments: argparse.Namespace) -> int:
    predictions = predict(arguments.run, arguments.inputs, device=arguments.device)
    if arguments.json:
        print_json([as_json(prediction) for prediction in predictions])
    else:
        for prediction in predictions:
            _print(prediction)
    return 0


def as_json(prediction: Prediction) -> dict[str, object]:
    content = {"input": prediction.input, "output": prediction.output}
    return content if prediction.probabilities is None else {**content, "probabilities": prediction.probabilities}


def _print(prediction: Prediction) -> None:
    line = f"{prediction.input}: {_text(prediction.output)}"
    if isinstance(prediction.probabilities, dict) and isinstance(prediction.output, str):
        line += f"  ({prediction.probabilities.get(prediction.output, 0):.1%})"
    print(line)


def _text(output: object) -> str:
    if isinstance(output, float):
        return f"{output:.6g}"
    if isinstance(output, list):
        return "[" + ", ".join(_text(item) for item in output) + "]"
    return str(output)
