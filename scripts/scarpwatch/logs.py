"""Logging of step scripts: what a step prints goes to its log file, errors also to the terminal."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scarpwatch.errors import ScarpWatchError


def run_step(main: Callable[[Any], None], snakemake: Any) -> None:
    """Run ``main(snakemake)`` with standard output and error sent to the rule's log file.

    An error made for people is shown as its message alone; any other error, a panic of a compiled library
    included, leaves its traceback in the log and its message in the terminal. Both end the process with status 1, so that Snakemake sees the job fail.
    """
    log = Path(snakemake.log[0])
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    terminal = os.dup(2)  # compiled libraries write to the descriptors, so those are redirected too
    with open(log, "w", encoding="utf-8", buffering=1) as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
        try:
            with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
                try:
                    main(snakemake)
                except ScarpWatchError as error:
                    message = f"{type(error).__name__}: {error}\n"
                    stream.write(message)
                    os.write(terminal, f"\n{message}\n".encode())
                    raise SystemExit(1) from None
                except (KeyboardInterrupt, SystemExit):
                    raise
                except BaseException as error:  # a panic in a compiled library (Rust) is no Exception
                    traceback.print_exc(file=stream)
                    os.write(terminal, f"\n{type(error).__name__}: {error} (see {log})\n".encode())
                    raise SystemExit(1) from None
        finally:
            sys.stdout.flush()
            os.dup2(terminal, 1)
            os.dup2(terminal, 2)
            os.close(terminal)
