"""Network inversion beside MintPy's and beside a single pseudo-inverse product, on one generated stack.

``make benchmark-inversion`` runs it; docs/benchmarks.md says what the figures are. Every run has a process of
its own and one thread. Prints a table and writes a JSON record. A run that fails is named, and the benchmark ends with
status 1.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import rasterio
from inversion_stack import KINDS, WAVELENGTH, make_stack, network
from numpy.typing import NDArray
from rasterio.windows import Window
from rows import Rows

from scarpwatch.conventions import phase_per_displacement
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.files.json_files import read_json
from scarpwatch.insar.series.file import open_series

HERE = Path(__file__).resolve().parent
ROWS = 100  # rows that are compared with the truth at a time


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


def read_dolphin(folder: Path, weights: str) -> Reader:
    """The same of dolphin, which has a file for each date but the first, in radians, and no series where a pair is missing."""
    files = sorted((folder / f"dolphin-{weights}").glob("[0-9]*.tif"))

    def read(rows: slice) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        phases = []
        for file in files:
            with rasterio.open(file) as source:
                window = Window(0, rows.start, source.width, rows.stop - rows.start)
                phases.append(source.read(1, window=window))
        # Its sign is that of motion towards the radar in its own convention of pairs.
        series = -np.stack([np.zeros_like(phases[0]), *phases]) / phase_per_displacement(WAVELENGTH)
        return series.astype(np.float32), np.isfinite(series).all(axis=0)

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
    limit = runs.get("pinv product", {}).get("cpu_s", float("nan"))
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
    parser.add_argument("--scenes", type=int, default=48, help="dates, each paired with the next three")
    parser.add_argument("--mintpy", help="a Python that has MintPy; without, MintPy is not run")
    parser.add_argument(
        "--dolphin", help="a Python that has dolphin and GDAL's bindings; without, it is not run"
    )
    parser.add_argument("--here", action="store_true", help="in one process, only to see that all runs")
    parser.add_argument("--record", type=Path, help="where the figures are written as JSON")
    parser.add_argument(
        "--folder", type=Path, default=HERE.parent / ".benchmarks", help="where stacks are kept"
    )
    parser.add_argument(
        "--fourfold", action="store_true", help="also our step on a scene four times as large"
    )
    options = parser.parse_args()
    options.record = options.record or HERE / "results" / f"inversion-{options.size}.json"
    rows = Rows(here=options.here)
    size, root = options.size, options.folder.resolve()
    folder, small = root / f"inversion-{size}", root / "inversion-64"
    make_stack(small, 64, scenes=options.scenes)
    make_stack(folder, size, scenes=options.scenes, dolphin=bool(options.dolphin))
    runs, readers = measure(folder, small, rows, options.mintpy, options.dolphin)
    if options.fourfold:
        large = root / f"inversion-{2 * size}"
        make_stack(large, 2 * size, scenes=options.scenes, mintpy=False)
        if record := rows.measure("inversion_runs.py", "step", large, small):
            runs["our step, fourfold scene"] = {**record, "pixels": 4 * size * size}
    scores = score(folder, size, readers)
    pairs = len(network(options.scenes)[1])
    print(f"{size} x {size} pixels, {options.scenes} dates, {pairs} pairs\n")
    print(f"{speeds(runs, size)}\n\n{errors(scores)}")
    for name in ("mintpy", "dolphin"):
        if not getattr(options, name):
            print(f"\n{name}: skipped, no Python with it (--{name})")
    options.record.parent.mkdir(parents=True, exist_ok=True)
    options.record.write_text(json.dumps({"size": size, "runs": runs, "errors": scores}, indent=1) + "\n")
    rows.finish()


def measure(
    folder: Path, small: Path, rows: Rows, mintpy: str | None, dolphin: str | None
) -> tuple[dict[str, Any], dict[str, Reader]]:
    """The record of each run, and how its series is read; a run that fails has neither."""
    runs: dict[str, Any] = {}
    readers: dict[str, Reader] = {}
    for name, kind in (("pinv product", "pinv"), ("our solver on arrays", "solver"), ("our step", "step")):
        if record := rows.measure("inversion_runs.py", kind, folder, small):
            runs[name] = record
    if "our step" in runs:
        readers["ours"] = read_ours(folder)
    for weights in ("var", "no") if mintpy else ():
        if record := rows.measure("mintpy_inversion.py", folder, weights, python=mintpy):
            runs[f"MintPy {weights}"] = record
            runs[f"MintPy {weights}, solver alone"] = {**record, "cpu_s": record["solver_s"]}
            readers[f"MintPy {weights}"] = read_mintpy(folder, weights)
    for weights in ("none", "correlation") if dolphin else ():
        if record := rows.measure("dolphin_inversion.py", folder, weights, python=dolphin):
            runs[f"dolphin {weights}"] = record
            readers[f"dolphin {weights}"] = read_dolphin(folder, weights)
    return runs, readers


if __name__ == "__main__":
    main()
