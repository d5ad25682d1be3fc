"""Network inversion beside MintPy's and beside a single pseudo-inverse product, on one generated stack.

``make benchmark-inversion`` runs it; docs/benchmarks.md says what the figures are. Every run has a process of
its own and one thread. Prints a table and writes a JSON record.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from inversion_stack import KINDS, make_stack, network
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.files.json_files import read_json
from scarpwatch.insar.series.file import open_series

HERE = Path(__file__).resolve().parent
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
ROWS = 100  # rows that are compared with the truth at a time


def run(python: str, script: str, *arguments: str) -> dict[str, float]:
    """Run a script in a process of its own; its record."""
    environment = {
        **os.environ,
        **ONE_THREAD,
        "PYTHONPATH": str(HERE.parent / "scripts"),
        "MPLBACKEND": "Agg",
    }
    if script.startswith("mintpy"):
        del environment["PYTHONPATH"]
    done = subprocess.run(
        [python, str(HERE / script), *arguments],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("RECORD ")]
    return json.loads(lines[-1].removeprefix("RECORD "))


Reader = Callable[[slice], tuple[NDArray[np.float32], NDArray[np.bool_]]]


def read_ours(folder: Path) -> Reader:
    """Series (m) and where there is one, by rows."""

    def read(rows: slice) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        with open_series(folder / "ours.nc") as series:
            window = Window(0, rows.start, series.grid.shape[1], rows.stop - rows.start)
            return series.displacement(window), series.layer("pairs", window) > 0

    return read


def read_mintpy(folder: Path, weights: str) -> Reader:
    """The same of MintPy, which has zeros and no pairs where it has no solution."""

    def read(rows: slice) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        with (
            h5py.File(folder / f"mintpy-{weights}/timeseries.h5") as series,
            h5py.File(folder / f"mintpy-{weights}/numInvIfgram.h5") as counts,
        ):
            return series["timeseries"][:, rows], counts["mask"][rows] > 0

    return read


def score(folder: Path, size: int, readers: dict[str, Reader]) -> dict[str, dict[str, dict[str, float]]]:
    """Per program and kind of pixel: share solved, RMSE of series (mm) and velocity (mm/yr).

    ``common_...`` are over pixels that all programs have solved; errors are against the truth, which is
    referred to the same pixel and date.
    """
    truth = np.load(folder / "truth.npy", mmap_mode="r")
    kinds = np.load(folder / "kinds.npy")
    place = read_json(folder / "reference.json")
    days, _ = network(len(truth))
    years = np.array([(day - days[0]).days for day in days]) / DAYS_PER_YEAR
    slope = np.linalg.pinv(np.column_stack([np.ones(years.size), years]))[1]
    origin = np.asarray(truth[:, place["row"], place["column"]])[:, None, None]
    sums = {name: {kind: np.zeros(6) for kind in KINDS} for name in readers}
    for start in range(0, size, ROWS):
        rows = slice(start, min(start + ROWS, size))
        true = truth[:, rows] - origin
        true = true - true[0]
        found = {name: read(rows) for name, read in readers.items()}
        common = np.logical_and.reduce([solved for _, solved in found.values()])
        for name, (series, solved) in found.items():
            error = 1000 * (series - true)
            square = np.mean(error[1:] ** 2, axis=0)
            velocity = np.tensordot(slope, error, 1) ** 2
            for kind in KINDS:
                chosen = kinds[rows] == kind
                for k, where in ((0, chosen & solved), (3, chosen & common)):
                    sums[name][kind][k : k + 3] += where.sum(), square[where].sum(), velocity[where].sum()
    counts = {kind: max(1, np.count_nonzero(kinds == kind)) for kind in KINDS}
    return {
        name: {
            label: {
                "solved_share": float(total[0] / counts[kind]),
                "series_mm": float(np.sqrt(total[1] / total[0])) if total[0] else float("nan"),
                "velocity_mm_per_year": float(np.sqrt(total[2] / total[0])) if total[0] else float("nan"),
                "common_series_mm": float(np.sqrt(total[4] / total[3])) if total[3] else float("nan"),
                "common_velocity_mm_per_year": float(np.sqrt(total[5] / total[3]))
                if total[3]
                else float("nan"),
            }
            for kind, (label, _) in KINDS.items()
            for total in [per_kind[kind]]
        }
        for name, per_kind in sums.items()
    }


def table(rows: list[list[str]]) -> str:
    """Rows as aligned text; the first row is the head."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def speeds(runs: dict[str, dict[str, float]], size: int) -> str:
    """CPU seconds, pixels per CPU second, ratio to the pseudo-inverse product, and peak memory."""
    limit = runs["pinv product"]["cpu_s"]
    rows = [["run", "CPU s", "pixels per CPU s", "x pinv", "peak MB"]]
    for name, record in runs.items():
        pixels = record.get("pixels", size * size)
        per = record["cpu_s"] / pixels * size * size
        rows.append(
            [
                name,
                f"{record['cpu_s']:.2f}",
                f"{pixels / record['cpu_s']:,.0f}",
                f"{per / limit:.1f}",
                f"{record['peak_mb']:.0f}",
            ]
        )
    return table(rows)


def errors(scores: dict[str, dict[str, dict[str, float]]]) -> str:
    """RMSE per kind of pixel and program."""
    rows = [
        [
            "pixels with",
            "program",
            "solved",
            "series mm",
            "velocity mm/yr",
            "common: series mm",
            "velocity mm/yr",
        ]
    ]
    for label, _ in KINDS.values():
        for name, per_kind in scores.items():
            one = per_kind[label]
            rows.append(
                [label, name, f"{one['solved_share']:.1%}"]
                + [f"{value:.3f}" for key, value in one.items() if key != "solved_share"]
            )
    return table(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1000, help="rows and columns of the stack")
    parser.add_argument("--mintpy", help="a Python that has MintPy; without, MintPy is not run")
    parser.add_argument(
        "--folder", type=Path, default=HERE.parent / ".benchmarks", help="where stacks are kept"
    )
    parser.add_argument(
        "--fourfold", action="store_true", help="also our step on a scene four times as large"
    )
    options = parser.parse_args()
    size, root = options.size, options.folder.resolve()
    folder, small = root / f"inversion-{size}", root / "inversion-64"
    make_stack(small, 64)
    make_stack(folder, size)
    runs: dict[str, Any] = {}
    for name, kind in (("pinv product", "pinv"), ("our solver on arrays", "solver"), ("our step", "step")):
        runs[name] = run(sys.executable, "inversion_runs.py", kind, str(folder), str(small))
    readers = {"ours": read_ours(folder)}
    for weights in ("var", "no") if options.mintpy else ():
        record = run(options.mintpy, "mintpy_inversion.py", str(folder), weights)
        runs[f"MintPy {weights}"] = record
        runs[f"MintPy {weights}, solver alone"] = {**record, "cpu_s": record["solver_s"]}
        readers[f"MintPy {weights}"] = read_mintpy(folder, weights)
    if options.fourfold:
        large = root / f"inversion-{2 * size}"
        make_stack(large, 2 * size, mintpy=False)
        record = run(sys.executable, "inversion_runs.py", "step", str(large), str(small))
        runs["our step, fourfold scene"] = {**record, "pixels": 4 * size * size}
    scores = score(folder, size, readers)
    print(f"{size} x {size} pixels, 48 dates, 138 pairs\n\n{speeds(runs, size)}\n\n{errors(scores)}")
    if not options.mintpy:
        print("\nMintPy was not run: give its Python with --mintpy")
    print("\ndolphin was not run: it is not on PyPI")
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    (results / f"inversion-{size}.json").write_text(
        json.dumps({"size": size, "runs": runs, "errors": scores}, indent=1) + "\n"
    )


if __name__ == "__main__":
    main()
