"""Running many cases of one kind, each from a seed of its own, and counting what became of them."""

from __future__ import annotations

import contextlib
import faulthandler
import io
import os
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from scarpwatch.errors import ScarpWatchError

SEED = int(os.environ.get("FUZZ_SEED", "1"))
SHARE = float(os.environ.get("FUZZ_SHARE", "1"))  # of the cases, for a quick look

LONGEST_S = 90  # a case takes less than one

Case = Callable[[np.random.Generator, Path], None]

# Text that people, spreadsheets and other programs have been seen to write where a value is expected.
ODD = (
    "", " ", "NaN", "nan", "NA", "NULL", "None", "-", "?", "inf", "-inf", "1e400", "1e-320", "-9999", "-1", "0", "1", "1.0",
    "01", "00000", "TRUE", "yes", "no", "1,5", "1 000", "１２", "é", "e\u0301", "Ω", "滑坡", "\u200b", "\ufeff", "\u00a0",
    "=HYPERLINK(\"http://a\",\"b\")", "@SUM(1)", "+1+1", "$x_{", "$\\frac{1}{2}$", "a\nb", "\"", "'", ";", ",", "\t", "%s",
    "{}", "<b>", "&amp;", "../../x", "2020-13-45", "9999-12-31", "0001-01-01", "20200230", "1e5", "0x10", "12:30",
    "9" * 400, "x" * 300,
)  # fmt: skip


def pick(rng: np.random.Generator, values):
    """One of the values."""
    return values[int(rng.integers(len(values)))]


def run_cases(record_property, tmp_path: Path, case: Case, *, count: int, seconds: float) -> None:
    """Run cases until the count or the time is reached; fail with a list of what went wrong.

    A case that returns is accepted, and one that raises an error for people is refused; anything else is a fault
    of the program.
    """
    count = max(1, int(count * SHARE))
    became: Counter[str] = Counter()
    faults: dict[str, list[str]] = {}
    end = time.monotonic() + seconds
    folder = tmp_path / "case"
    for number in range(count):
        if time.monotonic() > end:
            break
        folder.mkdir(exist_ok=True)
        rng = np.random.default_rng([SEED, number])
        # Compiled code that does not end cannot be interrupted: the run ends, and says where it was.
        faulthandler.dump_traceback_later(LONGEST_S, exit=True)
        try:
            with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
                warnings.simplefilter("ignore")
                case(rng, folder)
            became["accepted"] += 1
        except ScarpWatchError as error:
            became["refused"] += 1
            if not error.fault or not error.cure or len(str(error)) > 4000 or "\x00" in str(error):
                faults.setdefault("a message without fault or cure, or that nobody can read", []).append(
                    f"case {number}: {str(error)[:300]!r}"
                )
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            ours = [f for f in traceback.extract_tb(error.__traceback__) if "scarpwatch" in f.filename]
            place = f"{Path((ours or [where])[-1].filename).name}:{(ours or [where])[-1].lineno}"
            faults.setdefault(f"{type(error).__name__} at {place}", []).append(
                f"case {number}: {str(error)[:300]}"
            )
            became["faults"] += 1
        faulthandler.cancel_dump_traceback_later()
        for path in sorted(folder.rglob("*"), reverse=True):
            path.unlink() if path.is_file() or path.is_symlink() else path.rmdir()
    for name in ("accepted", "refused", "faults"):
        record_property(f"fuzz {name}", became[name])
    told = "\n".join(f"{len(texts)} x {kind}\n    {texts[0]}" for kind, texts in sorted(faults.items()))
    assert not faults, f"{sum(map(len, faults.values()))} faults in {sum(became.values())} cases\n{told}"
