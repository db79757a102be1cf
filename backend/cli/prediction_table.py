"""Predictions as a CSV table."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from typing import TextIO

from backend.declare.parameters import Json
from backend.engine.predict import Prediction


def write_table(predictions: Sequence[Prediction], file: TextIO) -> None:
    """A row for each prediction: ``input``, then for each output its name and what is known of it.

    ``NAME`` is the output; what is no single value stands there as JSON. ``NAME = CLASS`` is the probability of a
    class, or the part of a mask's pixels that it has.
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
