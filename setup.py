"""Builds the wheel, in which everything lies under the one name ``layerloom``; all else stands in pyproject.toml.

In the repository `backend` and `nodeeditor` are packages at the top. In somebody's site-packages such names would
clash, so a wheel has them as ``layerloom.backend`` and ``layerloom.nodeeditor``, and its modules import each other
by these names.
"""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

HOME = "layerloom"
MOVED = ("backend", "nodeeditor")


class WheelUnderOneName(bdist_wheel):
    """Only a wheel moves packages: editable installs and source archives have them where the repository does."""

    def run(self) -> None:
        distribution = self.distribution
        distribution.package_dir = {f"{HOME}.{name}": name for name in MOVED}
        distribution.packages = [moved_name(package) for package in distribution.packages or ()]
        # An earlier build may have left modules there that are gone or moved since.
        shutil.rmtree(self.get_finalized_command("build").build_lib, ignore_errors=True)
        super().run()

    def write_wheelfile(self, wheelfile_base: str, *more: Any, **named: Any) -> None:
        super().write_wheelfile(wheelfile_base, *more, **named)
        names = sorted({package.partition(".")[0] for package in self.distribution.packages or ()})
        # It was written when the packages were still where the repository has them.
        Path(wheelfile_base, "top_level.txt").write_text("".join(f"{name}\n" for name in names), encoding="utf-8")


class BuildUnderOneName(build_py):
    """Rewrites the modules of a wheel on their way."""

    def build_module(self, module: str, module_file: str, package: str) -> tuple[str, bool]:
        outfile, copied = super().build_module(module, module_file, package)  # type: ignore[no-untyped-call]
        if any(name.startswith(f"{HOME}.") for name in self.distribution.package_dir or ()):
            path = Path(outfile)
            path.write_bytes(rewritten(path.read_bytes(), outfile))
        return outfile, copied


def moved_name(module: str) -> str:
    """``backend.check`` → ``layerloom.backend.check``; other names as they are."""
    return f"{HOME}.{module}" if module.partition(".")[0] in MOVED else module


def rewritten(source: bytes, file: str) -> bytes:
    """A module whose imports, and strings that are the dotted name of a module, say where things lie in a wheel.

    Raises `ValueError` where an import can't be rewritten word by word.
    """
    lines = source.splitlines(keepends=True)
    for line, column, old, new in sorted(_replacements(ast.parse(source), file), reverse=True):
        text = lines[line - 1]
        if text[column : column + len(old)] != old:
            raise ValueError(f"{file}, line {line}: {old.decode()!r} is not written plainly")
        lines[line - 1] = text[:column] + new + text[column + len(old) :]
    return b"".join(lines)


def _replacements(tree: ast.Module, file: str) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Line, column in bytes, what stands there, and what shall."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level and _moves(node.module):
            old, new = f"from {node.module} ", f"from {moved_name(node.module)} "
            yield node.lineno, node.col_offset, old.encode(), new.encode()
        elif isinstance(node, ast.Import) and any(_moves(alias.name) for alias in node.names):
            yield _import(node, file)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _names_a_module(node.value):
            # After the quotation mark, whichever it is.
            yield node.lineno, node.col_offset + 1, node.value.encode(), moved_name(node.value).encode()


def _import(node: ast.Import, file: str) -> tuple[int, int, bytes, bytes]:
    """``import backend`` binds that name; ``import backend.layers`` only loads, as nothing uses what it binds."""
    [alias, *more] = node.names
    if more:
        raise ValueError(f"{file}, line {node.lineno}: import one module in each statement")
    old = f"import {alias.name}"
    new = f"import {moved_name(alias.name)}" if "." in alias.name else f"from {HOME} import {alias.name}"
    return node.lineno, node.col_offset, old.encode(), new.encode()


def _moves(module: str) -> bool:
    return module.partition(".")[0] in MOVED


def _names_a_module(text: str) -> bool:
    if not _moves(text) or "." not in text or not all(part.isidentifier() for part in text.split(".")):
        return False
    path = Path(__file__).parent.joinpath(*text.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


if __name__ == "__main__":
    setup(cmdclass={"bdist_wheel": WheelUnderOneName, "build_py": BuildUnderOneName})
