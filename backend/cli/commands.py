"""The table of commands, and how one of them is found, loaded and run."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from backend.cli.output import readable
from backend.data.network_paths import network_allowed
from backend.engine.environment import engine_environment
from backend.errors import LoomError, did_you_mean
from backend.faults import report_fault
from backend.plugins.installed import installed_plugins

LoadDrawing = Callable[[], Callable[..., bytes]]
"""Loads what draws a small graph; see `backend.reference.page.DrawExample`."""


@dataclass(frozen=True)
class CliCommand:
    """One command: its line of help, and whether it needs torch.

    Its module has the same name, ``add_arguments(parser)`` and ``run(arguments) -> int``. It is imported when it
    is called, so that a check waits for no torch. One that ``draws`` is also given what loads the canvas; one that
    ``reads_data`` of a document can be allowed to read it from other machines.
    """

    help: str
    uses_torch: bool = False
    draws: bool = False
    reads_data: bool = False


COMMANDS: Mapping[str, CliCommand] = {
    "check": CliCommand("each node's shapes, parameters and cost, and the problems"),
    "train": CliCommand("train the document's model on its data", uses_torch=True, reads_data=True),
    "predict": CliCommand("run a trained model on new raw inputs", uses_torch=True, reads_data=True),
    "evaluate": CliCommand("the metrics of a trained model on a split", uses_torch=True, reads_data=True),
    "export": CliCommand("write the model, or a whole training script, as Python"),
    "verify": CliCommand("prove that the exported model equals the trained one, to the last bit"),
    "diff": CliCommand("what differs between two documents: nodes, wires, parameters, sections"),
    "new": CliCommand("propose a document for a data set"),
    "layers": CliCommand("list the layers, or describe one", draws=True),
}


def run_command(arguments: list[str], load_drawing: LoadDrawing | None = None) -> int:
    """Runs one command line. Errors are one sentence on standard error; exit status 1, or 2 for wrong usage.

    A fault of LayerLoom itself is one sentence too, with the file that describes it; exit status 70.

    ``load_drawing`` loads what draws small graphs; whoever may import the canvas gives it.
    """
    name = arguments[0]
    if name not in COMMANDS:
        return _overview(name)
    try:
        return _run_known(name, arguments[1:], load_drawing)
    except LoomError as error:
        print(readable(f"{name}: {error}"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{name}: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return report_fault(error, name)


def _run_known(name: str, arguments: list[str], load_drawing: LoadDrawing | None) -> int:
    command = COMMANDS[name]
    if command.uses_torch:
        # Before torch is imported: it reads these once.
        os.environ.update(engine_environment())
    for plugin in installed_plugins():
        if plugin.problem:
            print(readable(plugin.message), file=sys.stderr)
    module = import_module(f"{__package__}.{name}")
    parser = argparse.ArgumentParser(prog=f"main.py {name}", description=command.help)
    module.add_arguments(parser)
    if command.reads_data:
        words = "read data from another machine where the document names one"
        parser.add_argument("--allow-network", action="store_true", help=words)
    parsed = parser.parse_args(arguments)
    with network_allowed(command.reads_data and parsed.allow_network):
        return int(module.run(parsed, load_drawing) if command.draws else module.run(parsed))


def _overview(name: str) -> int:
    asked = name in ("-h", "--help")
    stream = sys.stdout if asked else sys.stderr
    if not asked:
        print(f"main.py: there is no command or file {name!r}.{did_you_mean(name, COMMANDS)}", file=stream)
    print("usage: main.py [FILE ...]   open the editor", file=stream)
    print("       main.py COMMAND ...  run a command without the editor:", file=stream)
    for command, entry in COMMANDS.items():
        print(f"  {command:<10}{entry.help}", file=stream)
    print("main.py COMMAND --help lists the options of a command.", file=stream)
    return 0 if asked else 2
