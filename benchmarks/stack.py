"""CPU seconds and memory of the SAR part, step by step, at several sizes, and what they make at the study's size.

    make benchmark-stack                                   500, 1000 and 2000 pixels along each side
    python benchmarks/stack.py --sizes 500 --source ../old    another checkout, smaller

Snakemake runs the workflow's own rules (`stack_project.py`), and every step notes what its process took from start to
end. Three runs at each size: a few dates of the simulated stack, which is not flattened, from the scenes on; the same
scenes flattened, as a stack of the user's own; and all 138 pairs of 48 dates from their unwrapped phases on, which are
generated, since to form and unwrap all is too dear. What is done for each scene or pair is scaled by their number in 48
dates. A run of the smallest size tells what each step takes before it does anything. One more scene is added to the
first run to see which steps run again.

The exponent is that of the cost beyond this in the number of pixels with data. Figures at the study's size (6.25 million
pixels, 138 pairs) are taken from the largest size by it.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from stack_project import (
    Job,
    copy_project,
    flatten_scenes,
    make_pairs,
    planned,
    scene_dates,
    snakemake,
    target,
    write_config,
)

from scarpwatch.grids.grid import read_raster

ROOT = Path(__file__).resolve().parents[1]
STUDY_PIXELS, SCENES, NEIGHBOURS = 6.25e6, 48, 3
NOT_FLATTENED, FLAT = "not flattened", "flattened"
FLATTENED = {
    "source": "slc_stack",
    "scenes": "given/scenes.tsv",
    "geometry": "given/geometry",
    "flattened": True,
}
START = 100  # pixels along each side of the run that tells what a step takes before it does anything
NEGLIGIBLE = 0.1  # CPU s, or of the memory at the start: less growth than that has no exponent


def is_counted(rule: str) -> bool:
    """Whether a rule belongs to the SAR part: not those that make the benchmark's data or the terrain's."""
    return not rule.startswith("simulate_") and rule not in ("prepare_dem", "validate_inputs")


@dataclass(frozen=True)
class Measured:
    """What a rule took at one size, for the whole stack of 48 dates.

    Attributes
    ----------
    cpu_s : of all its jobs, scaled to the whole stack
    peak_mb : of its largest job
    declared_mb : what its rule declares
    """

    pixels: float
    cpu_s: float
    peak_mb: float
    declared_mb: float


def pairs_of(scenes: int) -> int:
    """Number of pairs of so many dates, each with the next three."""
    return sum(min(NEIGHBOURS, scenes - 1 - n) for n in range(scenes))


def scale(jobs: int, dates: int) -> float:
    """By what the cost of a rule in a run of a few dates is scaled to all, from its number of jobs in the whole stack."""
    if jobs == 1:
        return 1.0
    return SCENES / dates if jobs == SCENES else pairs_of(SCENES) / pairs_of(dates)


def whole_stack(
    few: Sequence[Job], all_pairs: Sequence[Job], counts: Mapping[str, int], dates: int, pixels: float
) -> dict[str, Measured]:
    """What each rule takes for the whole stack, from a run of a few dates and one of the stack's part on all pairs."""
    found = {}
    for rule in [rule for rule in counts if is_counted(rule)]:
        jobs = [job for job in (all_pairs if counts[rule] == 1 else few) if job.rule == rule]
        jobs = jobs or [job for job in few if job.rule == rule]
        if jobs:
            cpu = sum(job.cpu_s for job in jobs) * scale(counts[rule], dates)
            found[rule] = Measured(pixels, cpu, max(job.peak_mb for job in jobs), jobs[0].declared_mb)
    return found


def extrapolate(pixels: Sequence[float], values: Sequence[float], start: float) -> tuple[float, float]:
    """Exponent of what a value has beyond its start, and the value at the study's size.

    Parameters
    ----------
    pixels, values : at each size, ascending
    start : the value of a size that is next to nothing
    """
    grown = np.maximum(np.asarray(values, float) - start, 0)
    if grown[-1] < NEGLIGIBLE * max(1.0, start) or pixels[-1] <= 0:
        return 0.0, float(values[-1])
    known = grown > 0
    exponent = 1.0
    if known.sum() > 1:
        exponent = float(np.polyfit(np.log(np.asarray(pixels)[known]), np.log(grown[known]), 1)[0])
    return exponent, start + float(grown[-1]) * (STUDY_PIXELS / pixels[-1]) ** exponent


def report(
    name: str, sizes: list[dict[str, Measured]], start: dict[str, Measured], counts: Mapping[str, int]
) -> dict[str, dict[str, float]]:
    """Print the table of one kind of stack; what each rule takes at the study's size."""
    print(f"\n### {name}\n")
    heads = [f"{round(math.sqrt(next(iter(size.values())).pixels))}²" for size in sizes]
    print(
        "| step | jobs | "
        + " | ".join(f"{head}, CPU s | MB" for head in heads)
        + " | exponent | study, CPU s | MB | declared |"
    )
    print("|---" * (2 * len(sizes) + 6) + "|")
    found: dict[str, dict[str, float]] = {}
    for rule in sorted(sizes[-1], key=lambda rule: -sizes[-1][rule].cpu_s):
        rows = [size[rule] for size in sizes if rule in size]
        pixels = [row.pixels for row in rows]
        before = start.get(rule, rows[0])
        exponent, cpu = extrapolate(pixels, [row.cpu_s for row in rows], before.cpu_s)
        peak = extrapolate(pixels, [row.peak_mb for row in rows], before.peak_mb)[1]
        found[rule] = {"cpu_s": cpu, "peak_mb": peak, "exponent": exponent, "start_s": before.cpu_s}
        cells = " | ".join(f"{row.cpu_s:.1f} | {row.peak_mb:.0f}" for row in rows)
        print(
            f"| `{rule}` | {counts[rule]} | {cells} | {exponent:.2f} | {cpu:.0f} | {peak:.0f} | {rows[-1].declared_mb:.0f} |"
        )
    totals = " | ".join(
        f"{sum(one.cpu_s for one in size.values()):.0f} | {max(one.peak_mb for one in size.values()):.0f}"
        for size in sizes
    )
    cpu, peak = sum(row["cpu_s"] for row in found.values()), max(row["peak_mb"] for row in found.values())
    print(f"| all | {sum(counts[rule] for rule in found)} | {totals} | | {cpu:.0f} | {peak:.0f} | |")
    short = [rule for rule, row in found.items() if row["peak_mb"] > sizes[-1][rule].declared_mb]
    print(f"\nMore memory than declared at the study's size: {', '.join(short) or 'none'}", flush=True)
    return found


def report_scene(
    again: Sequence[Job], found: Mapping[str, Mapping[str, float]], counts: Mapping[str, int]
) -> float:
    """Print what one more scene takes at the study's size: the steps that ran again, each with its share of all."""
    share = {rule: 1 / SCENES if counts[rule] == SCENES else NEIGHBOURS / pairs_of(SCENES) for rule in counts}
    took = {
        job.rule: found[job.rule]["cpu_s"] * (1 if counts[job.rule] == 1 else share[job.rule])
        for job in again
        if job.rule in found
    }
    total, whole = sum(took.values()), sum(row["cpu_s"] for row in found.values())
    steps = ", ".join(f"`{rule}` {cpu:.0f}" for rule, cpu in sorted(took.items(), key=lambda item: -item[1]))
    print(f"\nOne more scene: {total:.0f} CPU s, {100 * total / whole:.1f} % of the SAR part ({steps})")
    return total


@dataclass(frozen=True)
class Runs:
    """Runs of one size, each in a project below ``folder``.

    Attributes
    ----------
    source : the checkout whose workflow is run
    dates : of the run from the scenes on
    """

    source: Path
    folder: Path
    size: int
    dates: int

    @property
    def few(self) -> Path:
        """The project of a few dates."""
        return self.folder / "few"

    def from_scenes(self) -> list[Job]:
        """A few dates that are not flattened, from the scenes on."""
        copy_project(self.source, self.few)
        write_config(self.few, self.size, self.dates, reference_scenes=self.dates)
        return snakemake(self.few, target(scene_dates(self.few)[-1]))

    def one_more(self) -> list[Job]:
        """One more scene in that project."""
        write_config(self.few, self.size, self.dates + 1, reference_scenes=self.dates)
        return snakemake(self.few, target(scene_dates(self.few)[-1]))

    def flattened(self) -> list[Job]:
        """The same scenes, flattened."""
        project, days = self.folder / "flattened", scene_dates(self.few)[: self.dates]
        copy_project(self.source, project)
        write_config(project, self.size, self.dates, reference_scenes=self.dates, sar=FLATTENED)
        flatten_scenes(self.few, project, days)
        return snakemake(project, target(days[-1]))

    def all_pairs(self) -> list[Job]:
        """All pairs of 48 dates, from their unwrapped phases on."""
        project = self.folder / "all"
        copy_project(self.source, project)
        write_config(project, self.size, SCENES, reference_scenes=self.dates)
        days = scene_dates(project)
        make_pairs(self.few, project, days)
        return snakemake(project, target(days[-1]))

    def counts(self) -> dict[str, int]:
        """Jobs of each rule of 48 dates from the scenes on."""
        project = self.folder / "planned"
        copy_project(self.source, project)
        write_config(project, self.size, SCENES, reference_scenes=self.dates)
        return planned(project, target(scene_dates(project)[-1]))

    def pixels(self) -> float:
        """Pixels with data."""
        return float(np.isfinite(read_raster(self.few / "results/stack/geometry/height.tif")[0]).sum())


def measure(runs: Runs, counts: Mapping[str, int], kinds: Sequence[str]) -> dict[str, dict[str, Measured]]:
    """What each rule takes at one size, by the kind of stack."""
    few = runs.from_scenes()
    pixels = runs.pixels()
    print(f"{runs.size} pixels along each side: {pixels / 1e6:.3f} million with data", flush=True)
    every = runs.all_pairs()
    own, jobs = every[-1].cpu_s, len(every) - 1
    print(f"Snakemake itself, with {jobs} jobs on all pairs: {own:.1f} CPU s", flush=True)
    found = {NOT_FLATTENED: whole_stack(few, every, counts, runs.dates, pixels)}
    if FLAT in kinds:
        # Its scenes are read by `prepare_scene` too; the stack's part is the same.
        found[FLAT] = whole_stack(runs.flattened(), every, counts, runs.dates, pixels)
    return found


def main() -> None:
    """All runs, then the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[500, 1000, 2000], help="pixels along each side"
    )
    parser.add_argument(
        "--start", type=int, default=START, help="pixels of the run that tells what a start takes"
    )
    parser.add_argument("--dates", type=int, default=5, help="dates of the run from the scenes on")
    parser.add_argument("--kinds", nargs="+", default=[NOT_FLATTENED, FLAT], choices=[NOT_FLATTENED, FLAT])
    parser.add_argument("--source", type=Path, default=ROOT, help="the checkout whose workflow is run")
    parser.add_argument("--folder", type=Path, default=ROOT / ".benchmarks", help="where projects are made")
    parser.add_argument("--record", type=Path, help="where the figures are written as JSON")
    options = parser.parse_args()
    root = options.folder.resolve()
    sizes = [options.start, *sorted(options.sizes)]
    counts: dict[str, int] = {}
    again: list[Job] = []
    found = []
    for size in sizes:
        folder = root / f"stack-{size}"
        shutil.rmtree(folder, ignore_errors=True)
        runs = Runs(options.source.resolve(), folder, size, options.dates)
        counts = counts or runs.counts()
        found.append(measure(runs, counts, options.kinds))
        again = again or runs.one_more()
        shutil.rmtree(folder)
    record = {}
    for kind in options.kinds:
        start, *rest = (size[kind] for size in found)
        at_study = report(kind, rest, start, counts)
        scene = report_scene(again, at_study, counts)
        measured = {
            size: {rule: asdict(one) for rule, one in each[kind].items()}
            for size, each in zip(sizes, found, strict=True)
        }
        record[kind] = {"measured": measured, "study": at_study, "one_more_scene_s": scene}
    written = options.record or ROOT / "benchmarks/results/stack.json"
    written.parent.mkdir(parents=True, exist_ok=True)
    written.write_text(json.dumps({"jobs": counts, **record}, indent=1) + "\n")


if __name__ == "__main__":
    main()
