"""A digest of the code that a step uses, so that an edit reruns what it touches and nothing else does.

Snakemake goes by the modification time of a script, which a new clone sets too, and does not notice an edited
module that the script imports. The digest of the script and of all modules reachable from it, by the code and
not by the text (comments, docstrings and formatting do not count), goes into the rule's ``params``.
"""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path

PACKAGE = "scarpwatch"


def _strip_docstrings(tree: ast.AST) -> None:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:] or [ast.Pass()]


def _locate(module: str, root: Path) -> Path | None:
    path = root.joinpath(*module.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


@cache
def _read_module(path: Path) -> tuple[str, frozenset[str]]:
    """Digest of one file's code, and the names of the package's modules that it may import."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    _strip_docstrings(tree)
    digest = hashlib.sha256(ast.dump(tree).encode()).hexdigest()
    return digest, frozenset(name for name in names if name.split(".")[0] == PACKAGE)


def reachable_modules(script: Path, root: Path) -> list[Path]:
    """Files of the package that a script reaches, directly or through other modules, sorted.

    Parameters
    ----------
    script : the step script
    root : the folder that holds the package
    """
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        _, names = _read_module(waiting.pop())
        for name in names:
            path = _locate(name, root)
            if path is not None and path not in found:
                found.add(path)
                waiting.append(path)
    return sorted(found)


def library_digest(script: Path, root: Path) -> str:
    """Sixteen hexadecimal digits that change when the code of ``script`` or library code used by it changes."""
    total = hashlib.sha256()
    for path in [script, *reachable_modules(script, root)]:
        total.update(str(path.relative_to(root)).encode())
        total.update(_read_module(path)[0].encode())
    return total.hexdigest()[:16]


def module_digest(module: str, root: Path) -> str:
    """The same for a module of the package that is loaded by its dotted name.

    Raises
    ------
    ModuleNotFoundError
        If the package has no such module.
    """
    path = _locate(module, root)
    if path is None:
        raise ModuleNotFoundError(module)
    return library_digest(path, root)
