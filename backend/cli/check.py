"""``main.py check``: shapes, parameters, cost and problems."""

from __future__ import annotations

import argparse
import sys
from itertools import chain, repeat
from pathlib import Path

from backend.check.checker import ASSUMED_STEPS, Checker, at_assumed_steps
from backend.check.inner_problems import all_problems
from backend.cli.documents import open_document
from backend.cli.output import print_json, print_table, readable
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.lints.fixing import Fixer

MOST_FIXED = 100


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
            print(readable(f"{arguments.file}: {problem.severity}: {problem.message}"), file=sys.stderr)
    return 1 if checker.blocked else 0


def as_json(document: Document, checker: Checker) -> dict[str, Json]:
    """The check as DESIGN describes it; costs of symbolic lengths are stated at ``totals.time`` steps."""
    nodes = {}
    for node in document.nodes():
        report = checker.reports[node.id]
        nodes[node.id] = {
            "outputs": {port: str(tensor_type) for port, tensor_type in report.outputs.items()},
            "parameters": report.weights,
            "macs": at_assumed_steps(report.macs),
        }
    totals = checker.totals()
    return {
        "nodes": nodes,
        "totals": {
            "parameters": totals.weights,
            "macs": totals.macs,
            "activations": totals.activations,
            "time": ASSUMED_STEPS,
        },
        "problems": _problems(document, checker),
    }


def _problems(document: Document, checker: Checker) -> list[Json]:
    """Each problem with the words of its fixes, which for very many problems are looked for at the first ones."""
    problems = all_problems(checker)
    if not problems:
        return []
    fixer = Fixer(document, checker)
    fixes = [[fix.label for fix in fixer.fixes(problem)] for problem in problems[:MOST_FIXED]]
    return [problem.as_json(found) for problem, found in zip(problems, chain(fixes, repeat(())))]


def _print_nodes(document: Document, checker: Checker) -> None:
    rows = []
    for node in document.nodes():
        report = checker.reports[node.id]
        shapes = "  ".join(str(t) if port == "out" else f"{port} {t}" for port, t in report.outputs.items())
        rows.append(
            (node.id, readable(node.type), f"{report.weights:,}", f"{at_assumed_steps(report.macs):,}", shapes)
        )
    totals = checker.totals()
    rows.append(("total", "", f"{totals.weights:,}", f"{totals.macs:,}", f"multiply-adds at T = {ASSUMED_STEPS}"))
    print_table(("node", "type", "parameters", "multiply-adds", "outputs"), rows, frozenset({2, 3}))
