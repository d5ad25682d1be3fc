"""Terrain factors, slope units and the unit table beside other programs: CPU seconds, memory, agreement.

    make benchmark-terrain                      all of it, on 5000 x 5000 cells of 10 m
    python benchmarks/terrain.py --side 1000    smaller

The area is simulated. Every measurement (`terrain_tasks.py`) is a process of its own that warms up on a small piece
first, so that compiling is not counted. Peers (xdem, exactextract) run in the Python that --peers names; GRASS with
the add-on r.slopeunits is used where it is installed. What is missing is skipped, and said; a row that fails is
named, and the benchmark ends with status 1.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from rows import Rows, line
from terrain_tasks import CELL_M, REAL

TASKS = "terrain_tasks.py"


def derivatives(folder: Path, rows: Rows, peers: str | None) -> None:
    """Slope, aspect and curvature, ours and xdem's."""
    ours = rows.measure(TASKS, "our_derivatives", folder)
    line("slope, aspect, curvature in memory: ScarpWatch", ours)
    line("derive_terrain, file to files", rows.measure(TASKS, "our_terrain_files", folder))
    xdem = rows.measure(TASKS, "xdem_derivatives", folder, python=peers) if peers else None
    if xdem and ours:
        times = xdem["cpu_s"] / ours["cpu_s"]
        text = f"{times:.1f} times ours; slopes {xdem['slope_apart_deg']:.0e} deg apart"
        line("slope, aspect, curvature in memory: xdem (numba)", xdem, text)


def tables(folder: Path, rows: Rows, peers: str | None) -> None:
    """The table of the units, ours, and one raster by rasterstats and exactextract."""
    task = partial(rows.measure, TASKS)
    task("make_polygons", folder)
    table = task("our_table", folder)
    if table is None:
        return
    text = f"{table['rasters']} rasters, {table['units']} units"
    line(f"table of {table['factors']} factors: ScarpWatch", table, text)
    per_raster = table["cpu_s"] / table["rasters"]
    stats = task("rasterstats_table", folder)
    if stats:
        whole = stats["cpu_s"] * stats["of"] / stats["polygons"]
        text = f"scaled to {stats['of']} units {whole:.0f} s a raster, {whole / per_raster:.0f} times ours"
        line(f"one raster, {stats['polygons']} units: rasterstats", stats, text)
    exact = task("exactextract_table", folder, python=peers) if peers else None
    apart = task("means_apart", folder) if exact else None
    if exact and apart:
        text = f"{exact['cpu_s'] / per_raster:.1f} times ours; means {apart['relative']:.0e} apart"
        line(f"one raster, {exact['units']} units: exactextract", exact, text)


def tujunga(folder: Path, rows: Rows) -> None:
    """Slope units of real terrain beside those of the published method."""
    if not REAL.is_dir():
        print(f"Big Tujunga: skipped, {REAL} is not there")
        return
    own = rows.measure(TASKS, "tujunga_units", folder)
    if own:
        text = f"{own['units']} units, ARI {own['ari']:.3f}, F {own['boundary_f']:.3f}, V {own['V']:.3f}"
        line("Big Tujunga: ScarpWatch", own, text)
    if grass_has_slopeunits():
        line("Big Tujunga: GRASS r.slopeunits", rows.measure(TASKS, "grass_units", folder))
    else:
        print("Big Tujunga with GRASS: skipped, GRASS with the add-on r.slopeunits is not installed")


def compare(folder: Path, rows: Rows, side: int, peers: str | None) -> None:
    """Everything, in order."""
    print(
        f"{side} x {side} cells of {CELL_M:g} m; CPU seconds, peak memory of the process with its imports\n"
    )
    if rows.measure(TASKS, "make_area", folder, side) is None:
        return
    derivatives(folder, rows, peers)
    line("distance to lines, cap 2 km, file to file", rows.measure(TASKS, "our_distance", folder))
    line("NDVI and lithology warped, files to files", rows.measure(TASKS, "our_warping", folder))
    units: dict[str, Any] | None = rows.measure(TASKS, "our_units", folder)
    line("slope units", units, f"{units['units']} units" if units else "")
    if units:
        tables(folder, rows, peers)
    if not peers:
        print("xdem and exactextract: skipped, no Python with them (--peers)")
    tujunga(folder, rows)


def grass_has_slopeunits() -> bool:
    """Whether GRASS and the add-on can be run."""
    if shutil.which("grass") is None:
        return False
    command = ["grass", "--tmp-location", "XY", "--exec", "r.slopeunits.create", "--help"]
    return subprocess.run(command, capture_output=True).returncode == 0


def main() -> None:
    """All measurements."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--side", type=int, default=5000, help="cells along each side of the area")
    parser.add_argument("--peers", help="Python with xdem and exactextract")
    parser.add_argument("--here", action="store_true", help="in one process, only to see that all runs")
    chosen = parser.parse_args()
    rows = Rows(here=chosen.here)
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), rows, chosen.side, chosen.peers)
    rows.finish()


if __name__ == "__main__":
    main()
