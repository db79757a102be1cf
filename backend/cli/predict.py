"""``main.py predict``: a run's best weights on new raw inputs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from backend.cli.mask_files import write_masks
from backend.cli.output import print_json
from backend.cli.prediction_table import write_table
from backend.engine.predict import Prediction, predict


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", type=Path, help="a run folder")
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="pictures, texts, CSV or NumPy files")
    parser.add_argument("--device", default="", help="auto, cpu, cuda or mps")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="write predicted masks as PNG files")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--json",
        action="store_true",
        help="a JSON list on standard output: 'input', 'outputs' (the names), 'output' (a value, or with several "
        "outputs a value by name), and where they exist 'probabilities' by class and 'shares' of pixels by class",
    )
    shown.add_argument(
        "--csv",
        action="store_true",
        help="a table on standard output: 'input', then for each output a column of its name, and 'NAME = CLASS' "
        "for the probability or share of each class; lists stand as JSON",
    )
    parser.epilog = (
        "An output is called after the Output node that it goes to, else after the field of the target that it is "
        "held against, else after its node."
    )


def run(arguments: argparse.Namespace) -> int:
    predictions = predict(arguments.run, arguments.inputs, device=arguments.device)
    if arguments.output is not None:
        for path in write_masks(predictions, arguments.output):
            print(f"wrote {path}", file=sys.stderr)
    if arguments.json:
        print_json([as_json(prediction) for prediction in predictions])
    elif arguments.csv:
        write_table(predictions, sys.stdout)
    else:
        for prediction in predictions:
            _print(prediction)
    return 0


def as_json(prediction: Prediction) -> dict[str, object]:
    extras = {"probabilities": prediction.probabilities, "shares": prediction.shares}
    content = {"input": prediction.input, "outputs": list(prediction.answers), "output": prediction.output}
    return {**content, **{name: value for name, value in extras.items() if value is not None}}


def _print(prediction: Prediction) -> None:
    line = f"{prediction.input}: {_shown(prediction)}"
    if isinstance(prediction.probabilities, dict) and isinstance(prediction.output, str):
        line += f"  ({prediction.probabilities.get(prediction.output, 0):.1%})"
    print(line)


def _shown(prediction: Prediction) -> str:
    """The output in words; of masks each class's part of the picture."""
    shares = prediction.shares
    if not shares:
        return _text(prediction.output)
    if not isinstance(prediction.output, dict):
        return _shares_text(shares)
    parts = {name: _text(value) for name, value in prediction.output.items()}
    parts |= {name: _shares_text(mask) for name, mask in shares.items()}
    return "; ".join(f"{name}: {text}" for name, text in parts.items())


def _shares_text(shares: dict[str, float]) -> str:
    return ", ".join(f"{name} {share:.1%}" for name, share in shares.items())


def _text(output: object) -> str:
    if isinstance(output, float):
        return f"{output:.6g}"
    if isinstance(output, list):
        return "[" + ", ".join(_text(item) for item in output) + "]"
    return str(output)
