"""Rows of a benchmark's table, each measured in a process of its own, and the exit status if one of them fails."""

from __future__ import annotations

import contextlib
import io
import json
import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}


@dataclass(frozen=True)
class Rows:
    """How rows are measured, and which have failed.

    Attributes
    ----------
    here : in this process in place of their own, which spares the imports: times and memory mean nothing then
    failed : names of the rows that ended with an error
    """

    here: bool = False
    failed: list[str] = field(default_factory=list)

    def measure(self, script: str, *arguments: object, python: str = sys.executable) -> dict[str, Any] | None:
        """Run a script of this folder on one thread; the JSON record that it prints last, None where it fails.

        Parameters
        ----------
        python : a peer's, which does not see this project's library; always in a process of its own
        """
        words = [str(HERE / script), *map(str, arguments)]
        name = " ".join(str(word) for word in (script, *arguments) if not os.path.isabs(str(word)))
        try:
            printed = _here(words) if self.here and python == sys.executable else _apart([python, *words])
            return dict(json.loads(printed.strip().splitlines()[-1]))
        except (Exception, SystemExit) as error:
            self.failed.append(name)
            print(f"{name} failed: {error}", flush=True)
            return None

    def finish(self) -> None:
        """End the benchmark with status 1 if a row has failed."""
        if self.failed:
            raise SystemExit(f"{len(self.failed)} failed: {', '.join(self.failed)}")


def _apart(command: list[str]) -> str:
    """What a process of its own prints."""
    environment = {**os.environ, **ONE_THREAD}
    if command[0] != sys.executable:
        environment.pop("PYTHONPATH", None)
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise RuntimeError(said[-1] if said else f"exit status {done.returncode}")
    return done.stdout


def _here(words: list[str]) -> str:
    """What the script prints, run in this process."""
    printed = io.StringIO()
    with _arguments(words), contextlib.redirect_stdout(printed):
        runpy.run_path(words[0], run_name="__main__")
    return printed.getvalue()


@contextlib.contextmanager
def _arguments(words: list[str]) -> Iterator[None]:
    before, sys.argv = sys.argv, words
    try:
        yield
    finally:
        sys.argv = before


def line(what: str, result: dict[str, Any] | None, extra: str = "") -> None:
    """Print one line of the table; nothing where the row has failed."""
    if result is not None:
        print(f"{what:<58}{result['cpu_s']:>9.1f} s {result['peak_mb']:>7.0f} MB  {extra}", flush=True)
