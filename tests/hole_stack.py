"""A small stack of unwrapped pairs with a hole in time that no pair spans, taken through the steps to its rate."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from affine import Affine
from numpy.typing import NDArray
from pair_files import phases, write_network, write_pairs
from steps import run_main

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.insar.series.file import read_series

RATE = -0.0799  # m/yr, of the ground below the fifth row
SHAPE = (16, 24)


class Result(NamedTuple):
    """What the steps made of the stack, and the truth: ``cut`` marks the pixels without ties across the hole."""

    velocity: xr.Dataset
    series: xr.Dataset
    cut: NDArray[np.bool_]
    motion: NDArray[np.float64]
    rate: NDArray[np.float64]
    folder: Path

    @property
    def error(self) -> NDArray[np.float64]:
        """Of the rate, less its median over connected stable ground, m/yr."""
        error = self.velocity["rate"].values - self.rate
        connected = ~self.cut if (~self.cut).any() else self.cut
        return error - np.median(error[connected & (self.rate == 0)])


def dates_with_holes(parts: tuple[int, ...], hole_days: int) -> list[str]:
    """Dates (``YYYYMMDD``) 12 days apart, with this many days between the parts."""
    days: list[int] = []
    for count in parts:
        start = days[-1] + hole_days if days else 0
        days += [start + 12 * number for number in range(count)]
    return [f"{datetime.date(2024, 1, 7) + datetime.timedelta(day):%Y%m%d}" for day in days]


def run_hole(
    folder: Path,
    *,
    parts: tuple[int, ...] = (5, 5),
    hole_days: int = 36,
    everywhere: bool = False,
    seed: int = 0,
    noise_rad: float = 0.3,
    dem_error_m: float = 0.0,
    baselines: bool = True,
    season_m: float = 0.0,
    velocity: dict[str, Any] | None = None,
    corrections: dict[str, Any] | None = None,
) -> Result:
    """Invert, correct and fit a steady motion whose pairs do not span the hole, in the right half or everywhere."""
    rng = np.random.default_rng(seed)
    dates = dates_with_holes(parts, hole_days)
    part_of = dict(zip(dates, np.repeat(range(len(parts)), parts), strict=True))
    days = [datetime.datetime.strptime(day, "%Y%m%d") for day in dates]
    years = np.array([(day - days[0]).days for day in days]) / DAYS_PER_YEAR
    row, column = np.mgrid[: SHAPE[0], : SHAPE[1]]
    rate = RATE * (row > 4)
    orbits = rng.uniform(-100, 100, len(dates)) if baselines else np.zeros(len(dates))
    error = dem_error_m * rng.standard_normal(SHAPE)
    time = years[:, None, None]
    motion = rate * time + season_m * np.sin(2 * np.pi * time) * (row > 4)
    seen = motion + orbits[:, None, None] * error / (850e3 * np.sin(0.6))
    seen = seen + rng.normal(0, 0.002, (len(dates), *SHAPE))
    cut = np.broadcast_to(everywhere | (column >= SHAPE[1] // 2), SHAPE)
    pairs = [f"{a}_{b}" for n, a in enumerate(dates) for b in dates[n + 1 : n + 4]]
    spanning = {pair for pair in pairs if part_of[pair[:8]] != part_of[pair[9:]]}
    kept = [pair for pair in pairs if not (everywhere and pair in spanning)]
    phase = phases(seen, dates, kept)
    for pair in kept:
        phase[pair] = phase[pair] + rng.normal(0, noise_rad, SHAPE)
        if pair in spanning:
            phase[pair] = np.where(cut, np.nan, phase[pair])
    folder.mkdir(exist_ok=True)
    path = {name: str(folder / name) for name in ("network.tsv", "chosen.json", "cycles.tif")}
    orbit = dict(zip(dates, orbits, strict=True))
    files = write_pairs(folder, phase, coherence=0.8, baselines=orbit, grid=None)
    write_network(folder / "network.tsv", phase)
    text = [line.split("\t") for line in (folder / "network.tsv").read_text().splitlines()]
    at = text[0].index("perpendicular_baseline_m")
    for line in text[1:]:
        line[at] = f"{orbit[line[1]] - orbit[line[0]]:.3f}"
    (folder / "network.tsv").write_text("".join("\t".join(line) + "\n" for line in text))
    reference = {"row": 2, "column": 5, "half": 1, "chosen": "by the test", "longitude": 0.0, "latitude": 0.0}
    (folder / "chosen.json").write_text(json.dumps(reference))
    grid = Grid(None, Affine.identity(), SHAPE)
    write_raster(path["cycles.tif"], np.zeros((len(kept), *SHAPE), np.int8), grid, descriptions=kept)
    geometry = {}
    for name, value in (("height", 10.0 * column), ("slant_range", 850e3), ("incidence", 0.6)):
        geometry[name] = str(folder / f"{name}.tif")
        write_raster(geometry[name], np.broadcast_to(np.float32(value), SHAPE).copy(), grid)
    model = {"annual": False, "semiannual": False, "steps": [], **(velocity or {})}
    threshold = {"min_temporal_coherence": 0.7}
    run_main(
        "invert_network",
        inputs={**files, "cycles": path["cycles.tif"], "reference": path["chosen.json"]},
        output={"series": str(folder / "uncorrected.nc"), "reference": str(folder / "reference.json")},
        params={"inversion": {"weights": "variance", "robust": None}},
        mem_mb=1000,
    )
    run_main(
        "correct_series",
        inputs={
            "series": str(folder / "uncorrected.nc"),
            "network": path["network.tsv"],
            **geometry,
            "position": [],
            "delays": [],
        },
        output={"series": str(folder / "timeseries.nc"), "summary": str(folder / "corrections.json")},
        params={
            **threshold,
            "velocity": model,
            "corrections": {
                "ramp_and_height": False,
                "dem_error": baselines,
                "delays": None,
                **(corrections or {}),
            },
        },
    )
    made = run_main(
        "estimate_velocity",
        inputs={"series": str(folder / "timeseries.nc"), "network": path["network.tsv"]},
        output={"velocity": str(folder / "velocity.nc")},
        params={**threshold, "velocity": model},
    )
    series = read_series(folder / "timeseries.nc")[0]
    return Result(read_series(made.velocity)[0], series, cut, motion, rate, folder)
