"""A digest of the code that a step uses, so that an edit reruns what it touches and nothing else does.

Snakemake goes by the modification time of a script, which a new clone sets too, and does not notice an edited
module that the script imports. The digest of the script and of all modules reachable from it, by the code and
not by the text (comments, docstrings and formatting do not count), goes into the rule's ``params``.

What was found in a file is kept by the digest of its bytes, in the folder in which Python keeps what it has compiled:
parsing the library takes longer than all else that Snakemake does at its start.
"""

from __future__ import annotations

import ast
import atexit
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from scarpwatch.files.digests import write_cache

PACKAGE = "scarpwatch"
LOADER = "import_module"  # of importlib

KEPT = Path(__file__).parent / "__pycache__" / "code_digests"
MOST_KEPT = 5000  # ten times the library; then what is old goes

ByName = Mapping[str, Sequence[str]]
Entry = tuple[str, list[str], list[list[str]], list[str]]  # as _Code, for JSON


_PARSED: dict[str, Entry] = {}  # what is to be kept, by the digest of the file


class _Code(NamedTuple):
    """One file: the digest of its code, what of the package it imports, and its functions that load by name."""

    digest: str
    modules: frozenset[str]  # imported as they are
    members: frozenset[tuple[str, str]]  # (module, name) of ``from module import name``
    loaders: frozenset[str]


def _strip_docstrings(tree: ast.AST) -> None:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:] or [ast.Pass()]


@cache
def _locate(module: str, root: Path) -> Path | None:
    path = root.joinpath(*module.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def _loaders(tree: ast.Module) -> frozenset[str]:
    """Functions of a module that load a module by its name, or call one that does."""
    used = {
        node.name: {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        | {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    found = {LOADER}
    while more := {name for name, names in used.items() if names & found} - found:
        found |= more
    return frozenset(found - {LOADER})


@cache
def _version() -> str:
    """What decides on an entry beside the file: this module, and Python's own syntax tree."""
    return f"{sys.version_info[:2]} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"


@cache
def _kept(file: Path) -> dict[str, Entry]:
    """Files that were parsed before, by digest; nothing where it is missing, damaged, or of another version."""
    with suppress(OSError, ValueError):
        head, _, text = file.read_text(encoding="utf-8").partition("\n")
        if head == _head(text):
            found: dict[str, Entry] = json.loads(text)
            return found
    return {}


def _head(text: str) -> str:
    return f"{_version()} {hashlib.sha256(text.encode()).hexdigest()}"


def keep_digests(file: Path) -> None:
    """Keep what was found in the files that this process has parsed; without leave to write, it is found again."""
    if not _PARSED:
        return
    files = {**_kept(file), **_PARSED}
    text = json.dumps(files if len(files) <= MOST_KEPT else _PARSED)
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        write_cache(file, f"{_head(text)}\n{text}")


@cache
def _read_module(path: Path) -> _Code:
    content = path.read_bytes()
    key = hashlib.sha256(content).hexdigest()
    entry = _PARSED.get(key) or _kept(KEPT).get(key)
    if entry is None:
        entry = _PARSED[key] = _parse(content)
    digest, modules, members, loaders = entry
    named = frozenset((module, name) for module, name in members)
    return _Code(digest, frozenset(modules), named, frozenset(loaders))


def _parse(content: bytes) -> Entry:
    """What is found in a file: digest, modules, members, and functions that load by name, as in ``_Code``."""
    tree = ast.parse(content)
    modules: set[str] = set()
    members: set[tuple[str, str]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            members.update((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
    loaders = _loaders(tree)
    _strip_docstrings(tree)
    return (
        hashlib.sha256(ast.dump(tree).encode()).hexdigest(),
        sorted(name for name in modules if name.split(".")[0] == PACKAGE),
        sorted([module, name] for module, name in members if module.split(".")[0] == PACKAGE),
        sorted(loaders),
    )


def _imported(path: Path, root: Path, by_name: ByName) -> set[str]:
    """Names of what a file imports, and of what it loads by name through a function or module that it imports."""
    code = _read_module(path)
    whole = code.modules | {f"{module}.{name}" for module, name in code.members}
    names = {*whole, *(module for module, _ in code.members)}
    for module, loaded in by_name.items():
        place = _locate(module, root)
        loaders = _read_module(place).loaders if place is not None else frozenset()
        if module in whole or any(owner == module and name in loaders for owner, name in code.members):
            names.update(loaded)
    return names


def reachable_modules(script: Path, root: Path, by_name: ByName | None = None) -> list[Path]:
    """Files of the package that a script reaches, directly or through other modules, sorted.

    Parameters
    ----------
    script : the step script
    root : the folder that holds the package
    by_name : mapping of a module's dotted name to those of modules
        What the functions of that module load by name in this run; whoever imports one of these functions, or the
        module itself, reaches what they load.
    """
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        for name in _imported(waiting.pop(), root, by_name or {}):
            path = _locate(name, root)
            if path is not None and path not in found:
                found.add(path)
                waiting.append(path)
    return sorted(found)


def library_digest(script: Path, root: Path, by_name: ByName | None = None) -> str:
    """Sixteen hexadecimal digits that change when the code of ``script`` or library code used by it changes.

    The script may lie elsewhere, as a user's file that imports from the library does.

    Parameters are those of :func:`reachable_modules`.
    """
    total = hashlib.sha256()
    for path in [script, *reachable_modules(script, root, by_name)]:
        named = path.relative_to(root) if path.is_relative_to(root) else path.name  # a file of the user's
        total.update(str(named).encode())
        total.update(_read_module(path).digest.encode())
    return total.hexdigest()[:16]


atexit.register(keep_digests, KEPT)
