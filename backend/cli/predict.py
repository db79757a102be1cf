"""``main.py predict``: a run's best weights on new raw inputs, as text, JSON, CSV or PNG masks."""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np
from PIL import Image

from backend.cli.output import print_json, print_warning
from backend.data.class_colours import class_colour
from backend.declare.parameters import Json
from backend.engine.predict import Prediction, predict
from backend.errors import LoomError


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
        "outputs a value by name), and where they exist 'probabilities' by class and 'shares', the fraction of "
        "pixels of each class",
    )
    shown.add_argument(
        "--csv",
        action="store_true",
        help="a table on standard output: 'input', then for each output a column of its name, and 'NAME = CLASS' "
        "for the probability or fraction of each class; lists stand as JSON",
    )
    parser.epilog = (
        "An output is called after the Output node that it goes to, else after the field of the target that it is "
        "held against, else after its node."
    )


def run(arguments: argparse.Namespace) -> int:
    predictions = predict(arguments.run, arguments.inputs, device=arguments.device, tell=print_warning)
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
    """The output in words; of masks each class's fraction of the picture."""
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


PALETTE_SIZE = 256


def write_masks(predictions: Sequence[Prediction], folder: Path) -> list[Path]:
    """One picture for each predicted mask, named after its input; raises `LoomError` where there is none."""
    found = [(prediction.input, name, mask) for prediction in predictions for name, mask in masks_of(prediction)]
    if not found:
        raise LoomError("This model predicts no masks, so there is no picture to write: leave --output out")
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for given, name, mask in found:
        stem = re.sub(r"[^\w .-]", "_", "-".join(filter(None, (Path(given).stem or "mask", name))))
        path = free_path(folder, stem, written)
        mask_picture(np.array(mask)).save(path)
        written.append(path)
    return written


def masks_of(prediction: Prediction) -> Iterator[tuple[str, Json]]:
    """Output name, where there are several, and labels [H][W] of each mask."""
    if not prediction.shares:
        return
    if isinstance(prediction.output, dict):
        yield from ((name, prediction.output[name]) for name in prediction.shares)
    else:
        yield "", prediction.output


def free_path(folder: Path, stem: str, taken: Sequence[Path]) -> Path:
    """A name that none of this call's other files has; one from an earlier call is replaced."""
    path, number = folder / f"{stem}.png", 2
    while path in taken:
        path, number = folder / f"{stem}-{number}.png", number + 1
    return path


def mask_picture(labels: np.ndarray) -> Image.Image:
    """A palette picture of labels below 256, else one of 16-bit grey."""
    if labels.max() >= PALETTE_SIZE:
        return Image.fromarray(labels.astype(np.uint16))
    image = Image.fromarray(labels.astype(np.uint8), "L")
    image.putpalette([level for number in range(PALETTE_SIZE) for level in class_colour(number)])
    return image


def write_table(predictions: Sequence[Prediction], file: TextIO) -> None:
    """A row for each prediction: ``input``, then for each output its name and what is known of it.

    ``NAME`` is the output; what is no single value stands there as JSON. ``NAME = CLASS`` is the probability of a
    class, or the fraction of a mask's pixels that it has.
    """
    rows = [_row(prediction) for prediction in predictions]
    columns = dict.fromkeys(column for row in rows for column in row)
    writer = csv.DictWriter(file, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _row(prediction: Prediction) -> dict[str, Json]:
    row: dict[str, Json] = {"input": prediction.input}
    for name, answer in prediction.answers.items():
        row[_free(name, row)] = json.dumps(answer.output) if isinstance(answer.output, list) else answer.output
        for known in (answer.probabilities, answer.shares):
            row |= {f"{name} = {class_name}": number for class_name, number in (known or {}).items()}
    return row


def _free(name: str, row: dict[str, Json]) -> str:
    return f"{name} (output)" if name in row else name
