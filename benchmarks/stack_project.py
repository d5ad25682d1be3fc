"""Projects in which `stack.py` runs the workflow: the scenes' part on a few dates, the stack's part on all pairs.

The workflow is a copy of the one beside this folder (or of another checkout), and Snakemake runs its own rules, so that
what is measured is what a run does.
"""

from __future__ import annotations

import csv
import os
import re
import resource
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from inversion_stack import smooth
from numpy.typing import NDArray
from rows import ONE_THREAD

from scarpwatch.config.load import load_config
from scarpwatch.conventions import phase_per_displacement
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.grids.grid import Grid, read_grid, read_raster, read_tags, write_raster
from scarpwatch.insar.interferograms.coding import NODATA, TAGS, decode_coherence
from scarpwatch.insar.interferograms.flattening import flattening_phasor, range_difference
from scarpwatch.insar.interferograms.phase_statistics import phase_variance
from scarpwatch.insar.network.pairs import Pair, select_pairs
from scarpwatch.workflow.rule_defaults import step_of

HERE = Path(__file__).resolve().parent
PIXEL_M, LOOKS = 20.0, 2  # as the study; four SLC cells and four cells of the analysis grid in a pixel
SMALLEST_KM, LARGEST_KM = 2.0, 26.0  # as the config takes, and what the demo's terrain has of a square
PARTS = ("Snakefile", "rules", "scripts", "envs", "config", "profiles")
SEED = 20240107


@dataclass(frozen=True)
class Job:
    """What a job took from start to end: its rule, CPU seconds (user and system), peak and declared memory (MB)."""

    rule: str
    cpu_s: float
    peak_mb: float
    declared_mb: float


def copy_project(source: Path, folder: Path) -> None:
    """A fresh folder for runs of a workflow; the code is linked, so that what was compiled for it is used again."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in PARTS:
        (folder / name).symlink_to(source / name)


def write_config(
    folder: Path, size: int, scenes: int, *, reference_scenes: int, sar: dict[str, Any] | None = None
) -> None:
    """The demo's config without models: ``size`` pixels along each side, so many scenes, the radar data of ``sar``."""
    config = yaml.safe_load((folder / "config" / "config.yaml").read_text())
    side_km = min(max(size * PIXEL_M / 1000, SMALLEST_KM), LARGEST_KM)
    pixel = 1000 * side_km / size
    config["demo"] |= {"size_km": side_km, "pixel_m": pixel, "resolution_m": pixel / 2, "scenes": scenes}
    config["interferograms"] |= {"looks_azimuth": LOOKS, "looks_range": LOOKS}
    config["inversion"]["reference_scenes"] = reference_scenes
    config["inventory"] = None
    config["report"]["exposure"] = {}
    config["velocity"] |= {"annual": scenes >= 24, "semiannual": False}
    config["factors"] = {"dem": config["factors"]["dem"]}
    if sar:
        config |= {"demo": None, "sar": config["sar"] | sar, "factors": {"dem": "given/dem.tif"}}
    (folder / "run.yaml").write_text(yaml.safe_dump(config, sort_keys=False))


def scene_dates(folder: Path) -> list[str]:
    """Dates of the scenes that the project's config simulates, as YYYYMMDD."""
    config = load_config(yaml.safe_load((folder / "run.yaml").read_text()), "run.yaml")
    assert config.demo is not None
    return [f"{day:%Y%m%d}" for day in config.demo.dates()]


def snakemake(folder: Path, *targets: str) -> list[Job]:
    """Make targets in a project on one core; the jobs that ran, and one named ``snakemake`` for Snakemake's own process.

    Raises
    ------
    RuntimeError
        If it ends with an error.
    """
    notes = folder / "jobs.tsv"
    notes.unlink(missing_ok=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(folder, {"STACK_PROBE": str(notes)}, *targets)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with notes.open() as table:
        jobs = [Job(rule, *map(float, took)) for rule, *took in csv.reader(table, delimiter="\t")]
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return [*jobs, Job("snakemake", spent - sum(job.cpu_s for job in jobs), float("nan"), float("nan"))]


def planned(folder: Path, *targets: str) -> Counter[str]:
    """How many jobs of each step a run would have."""
    printed = _run(folder, {}, "-n", *targets)
    counts: Counter[str] = Counter()
    for rule, jobs in re.findall(r"^(\w+) +(\d+)$", printed.split("Job stats:")[-1], re.MULTILINE):
        if rule != "total":
            counts[step_of(rule)] += int(jobs)
    return counts


def _run(folder: Path, variables: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "snakemake", "--configfile", "run.yaml", "--cores", "1", *words]
    path = os.pathsep.join([str(HERE / "stack_probe"), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, **ONE_THREAD, **variables, "PYTHONPATH": path}
    done = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True)
    if done.returncode:
        raise RuntimeError(f"Snakemake in {folder}: {(done.stdout + done.stderr)[-3000:]}")
    return done.stdout + done.stderr


def target(day: str) -> str:
    """The last file of the SAR part for an assessment of a date (YYYYMMDD)."""
    return f"results/{day[:4]}-{day[4:6]}-{day[6:]}/deformation/points.gpkg"


def flatten_scenes(source: Path, folder: Path, days: list[str]) -> None:
    """The same scenes as a user's own stack whose flat-earth and topographic phase are taken out."""
    given = folder / "given"
    (given / "geometry").mkdir(parents=True)
    shutil.copy(source / "results/demo/dem.tif", given / "dem.tif")
    for layer in (source / "results/demo/geometry").glob("*.tif"):
        shutil.copy(layer, given / "geometry")
    slant, look = (
        read_raster(given / "geometry" / f"{name}.tif")[0] for name in ("slant_range", "look_angle")
    )
    rows = ["date\tfile\tperpendicular_baseline_m\tparallel_baseline_m"]
    for day in days:
        path = source / f"results/demo/scenes/{day}.tif"
        image, grid = read_raster(path)
        tags = read_tags(path)
        across, along = (float(tags[f"{name}_BASELINE_M"]) for name in ("PERPENDICULAR", "PARALLEL"))
        difference = range_difference(
            slant,
            look,
            perpendicular=across,
            parallel=along,
            reference_look_rad=float(tags["REFERENCE_LOOK_RAD"]),
        )
        phasor = flattening_phasor(np.nan_to_num(difference), float(tags["WAVELENGTH_M"]))
        write_raster(
            given / f"{day}.tif", image * np.conj(phasor), grid, nodata=0, tags={"DATE": day}, compress="none"
        )
        rows.append(f"{day[:4]}-{day[4:6]}-{day[6:]}\t{day}.tif\t{across}\t{along}")
    (given / "scenes.tsv").write_text("\n".join(rows) + "\n")


def make_pairs(source: Path, folder: Path, days: list[str]) -> list[Pair]:
    """Unwrapped pairs of all dates as the workflow writes them, in place of those that would have to be formed.

    Geometry and DEM are those of ``source``; coherence and gaps are those of its pairs, in turn. Phases come from one
    series (rates, a delay for each date) and have the noise of the coherence; every fifth pair has a patch that is a
    cycle off, as closure is to find.
    """
    for part in ("results/demo", "results/stack/geometry", "results/factors"):
        if (source / part).exists():
            shutil.copytree(source / part, folder / part, ignore=shutil.ignore_patterns("scenes"))
    there = sorted(path.name for path in (source / "results/pairs/unwrapped").glob("*.tif"))
    when = [np.datetime64(f"{day[:4]}-{day[4:6]}-{day[6:]}").item() for day in days]
    grid = read_grid(source / "results/pairs/unwrapped" / there[0])
    size = max(grid.shape)
    rng = np.random.default_rng([SEED, 1])
    rate = 0.01 * smooth(rng, size, 8)
    pairs = select_pairs(when, neighbours=3)
    screens: dict[Any, NDArray[np.float32]] = {}
    for number, pair in enumerate(pairs):
        for day in (pair.reference, pair.secondary):
            if day not in screens:
                years = (day - when[0]).days / DAYS_PER_YEAR
                screens[day] = rate * years + 0.004 * smooth(
                    np.random.default_rng([SEED, day.toordinal()]), size, 16
                )
        for day in [day for day in screens if day < pair.reference]:
            del screens[day]
        like = there[number % len(there)]
        moved = (screens[pair.secondary] - screens[pair.reference])[: grid.shape[0], : grid.shape[1]]
        _write_pair(source, folder, like, pair, moved, number)
    return pairs


def _write_pair(
    source: Path, folder: Path, like: str, pair: Pair, moved: NDArray[np.float32], number: int
) -> None:
    seen, grid = read_raster(source / "results/pairs/unwrapped" / like)
    codes, _ = read_raster(source / "results/pairs/coherence" / like)
    parts, _ = read_raster(source / "results/pairs/components" / like)
    tags = read_tags(source / "results/pairs/unwrapped" / like)
    tags |= {"REFERENCE_DATE": f"{pair.reference:%Y%m%d}", "SECONDARY_DATE": f"{pair.secondary:%Y%m%d}"}
    rng = np.random.default_rng([SEED, 2, number])
    noise = np.sqrt(phase_variance(np.nan_to_num(decode_coherence(codes)), int(float(tags["LOOKS"]))))
    phase = rng.standard_normal(seen.shape, np.float32) * noise.astype(np.float32)
    phase += np.float32(phase_per_displacement(float(tags["WAVELENGTH_M"]))) * moved
    if number % 5 == 0:
        side = min(seen.shape) // 10
        row, column = (int(rng.integers(0, length - side)) for length in seen.shape)
        phase[row : row + side, column : column + side] += np.float32(2 * np.pi)
    phase[~np.isfinite(seen)] = np.nan
    common = {key: value for key, value in tags.items() if key not in ("UNITS", "SIGN", "AREA_OR_POINT")}
    pairs = folder / "results/pairs"
    flat = Grid(None, grid.transform, grid.shape)
    write_raster(pairs / f"unwrapped/{pair.name}.tif", phase, flat, tags={**common, "UNITS": "rad"})
    write_raster(pairs / f"components/{pair.name}.tif", parts, flat, nodata=0, tags=common)
    write_raster(pairs / f"coherence/{pair.name}.tif", codes, flat, nodata=NODATA, tags={**common, **TAGS})
