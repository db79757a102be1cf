"""``main.py check``: shapes, parameters, cost and problems."""

from __future__ import annotations

import argparse
import sys
from itertools import chain, repeat
from pathlib import Path

from backend.check.checker import ASSUMED_STEPS, Checker, all_problems, assumption, at_assumed_steps
from backend.check.memory import memory_of, result_bytes
from backend.check.receptive_field import field_json, field_words, main_field
from backend.cli.documents import open_document
from backend.cli.output import print_json, print_table, readable
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.lints.fixer import Allowance, Fixer

MAX_FIXED = 100
MAX_NODES_TRIED = 100_000
"""The nodes that all trials of fixes together look at: about a second's work."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a *.loom.json document")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace) -> int:
    document, checker = open_document(arguments.file)
    if arguments.json:
        print_json(as_json(document, checker))
    else:
        _print_nodes(document, checker)
        for problem in all_problems(checker):
            print(readable(f"{arguments.file}: {problem.severity}: {problem.sentence}"), file=sys.stderr)
    return 1 if checker.blocked else 0


def as_json(document: Document, checker: Checker) -> dict[str, Json]:
    """The check as DESIGN describes it; costs of symbolic lengths are stated at ``totals.time`` steps.

    ``receptive_field`` gives for each input how many positions are seen along each of its axes of time and space:
    a number, "whole", "past", or null where that is not known.
    """
    fields = checker.receptive_fields
    nodes = {}
    for node in document.nodes():
        report = checker.reports[node.id]
        nodes[node.id] = {
            "outputs": {port: str(tensor_type) for port, tensor_type in report.outputs.items()},
            "parameters": report.weights,
            "macs": at_assumed_steps(report.macs),
            "activation_bytes": result_bytes(report),
            "receptive_field": field_json(main_field(fields, node.id, report)),
        }
    totals, memory = checker.totals(), memory_of(checker)
    return {
        "nodes": nodes,
        "totals": {
            "parameters": totals.weights,
            "macs": totals.macs,
            "activations": totals.activations,
            "time": ASSUMED_STEPS,
            "batch_size": memory.batch_size,
            "weight_bytes": memory.weights,
            "inference_bytes": memory.inference(),
            "inference_bytes_batch": memory.inference(memory.batch_size),
            "training_bytes": memory.training,
        },
        "problems": _problems(document, checker),
    }


def _problems(document: Document, checker: Checker) -> list[Json]:
    """Each problem with the words of its fixes, which are looked for at the first ones as far as time allows."""
    problems = all_problems(checker)
    if not problems:
        return []
    fixer = Fixer(document, checker, Allowance(MAX_NODES_TRIED))
    fixes = [[fix.label for fix in fixer.fixes(problem)] for problem in problems[:MAX_FIXED]]
    return [problem.as_json(found) for problem, found in zip(problems, chain(fixes, repeat(())))]


def _print_nodes(document: Document, checker: Checker) -> None:
    fields = checker.receptive_fields
    rows = []
    for node in document.nodes():
        report = checker.reports[node.id]
        shapes = "  ".join(str(t) if port == "out" else f"{port} {t}" for port, t in report.outputs.items())
        rows.append(
            (
                node.id,
                readable(node.type),
                f"{report.weights:,}",
                f"{at_assumed_steps(report.macs):,}",
                f"{result_bytes(report):,}",
                field_words(main_field(fields, node.id, report), checker.reports),
                shapes,
            )
        )
    totals, memory = checker.totals(), memory_of(checker)
    assumed = assumption(checker.reports.values())
    words = f"costs at {assumed}" if assumed else ""
    rows.append(("total", "", f"{totals.weights:,}", f"{totals.macs:,}", "", "", words))
    names = ("node", "type", "parameters", "MACs", "bytes a sample", "receptive field", "outputs")
    print_table(names, rows, frozenset({2, 3, 4}))
    print(f"inference: {memory.inference():,} bytes for one sample, weights and what is alive at once")
    print(
        f"training:  {memory.training:,} bytes at batch size {memory.batch_size}, with gradients, "
        "the optimizer's memory and all results"
    )
