"""One measured run of ours on the generated stack, in a process of its own: ``solver``, ``step`` or ``pinv``.

Prints a JSON record: CPU seconds (user and system) without imports and compilation, and the peak memory of the
whole process.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray
from peak_memory import peak_mb
from rasterio.windows import Window

from scarpwatch.insar.interferograms.pair_stack import PairStack, open_stack, read_coded
from scarpwatch.insar.interferograms.phase_statistics import weight_table
from scarpwatch.insar.inversion.solver import invert_network

MEMORY_MB = 960  # as config/config.yaml has it


def files(folder: Path, kind: str) -> list[str]:
    """The stack's files of one kind."""
    names = json.loads((folder / "stack.json").read_text())["pairs"]
    return [str(folder / kind / f"{name}.tif") for name in names]


def stack_of(folder: Path) -> PairStack:
    """The generated stack."""
    return open_stack(files(folder, "unwrapped"), files(folder, "coherence"))


def timed(work: Callable[[], object]) -> float:
    """CPU seconds of a call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def run_step(folder: Path, output: Path) -> None:
    """Rule invert_network as Snakemake runs it."""
    step = importlib.import_module("invert_network")
    step.main(
        SimpleNamespace(
            input=SimpleNamespace(
                unwrapped=files(folder, "unwrapped"),
                coherence=files(folder, "coherence"),
                cycles=str(folder / "cycles.tif"),
                network=str(folder / "network.tsv"),
                reference=str(folder / "reference.json"),
            ),
            output=SimpleNamespace(series=str(output), reference=str(output.with_suffix(".json"))),
            params=SimpleNamespace(inversion={"weights": "variance", "robust": None}),
            resources=SimpleNamespace(mem_mb=MEMORY_MB, block_mb=MEMORY_MB),
        )
    )


def measure_step(folder: Path, small: Path) -> dict[str, float]:
    """The whole step: read GeoTIFF, weights, solve, quality, write NetCDF."""
    run_step(small, small / "warm.nc")
    return {"cpu_s": timed(lambda: run_step(folder, folder / "ours.nc"))}


def measure_solver(folder: Path, small: Path) -> dict[str, float]:
    """The solver, with weights, temporal coherence and residuals, on phases and coherence codes in memory."""
    stack = stack_of(folder)
    first, second = stack.indices()
    rows, columns = stack.grid.shape
    phase, codes = read_coded(stack, Window(0, 0, columns, rows))
    phase, codes = phase.reshape(len(phase), -1), codes.reshape(len(codes), -1)
    table = weight_table(stack.looks)

    def solve(chosen: slice | NDArray[np.bool_]) -> float:
        part = np.ascontiguousarray(phase[:, chosen]), np.ascontiguousarray(codes[:, chosen])
        return timed(lambda: invert_network(*part, first, second, stack.years, table=table))

    solve(slice(5000))
    whole = np.isfinite(phase).all(axis=0)
    return {
        "cpu_s": min(solve(slice(None)) for _ in range(3)),
        "full_pixels_per_cpu_s": np.count_nonzero(whole) / solve(whole),
        "gaps_pixels_per_cpu_s": np.count_nonzero(~whole) / solve(~whole),
    }


def measure_pinv(folder: Path, small: Path) -> dict[str, float]:
    """One product with a pseudo-inverse, the same for all pixels: no weights, no gaps. The limit."""
    stack = stack_of(folder)
    first, second = stack.indices()
    rows, columns = stack.grid.shape
    phase = np.nan_to_num(read_coded(stack, Window(0, 0, columns, rows))[0].reshape(len(first), -1))
    dt = np.diff(stack.years)
    steps = np.arange(dt.size)
    design = ((first[:, None] <= steps) & (steps < second[:, None])) * dt
    inverse = np.linalg.pinv(design).astype(np.float32)
    return {"cpu_s": min(timed(lambda: inverse @ phase) for _ in range(3))}


if __name__ == "__main__":
    kind, folder, small = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    runs = {"step": measure_step, "solver": measure_solver, "pinv": measure_pinv}
    found = runs[kind](folder, small)
    found["peak_mb"] = peak_mb()
    print(json.dumps(found))
