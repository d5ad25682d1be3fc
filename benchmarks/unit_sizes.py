"""Sizes of slope units for a wanted number, by the published method and even, on real and simulated terrain.

    make benchmark-terrain                              also this
    python benchmarks/unit_sizes.py --side 0            without the large area

For each terrain and number: units and trials of the search, 95 % over 5 % quantile and coefficient of variation of
the areas, V, units below the smallest size (those without neighbours), the AUC that area alone reaches for landslides
spread evenly over the ground, few and one in a unit in the mean, and CPU seconds of the search. Big Tujunga is
skipped where its DEM is missing. Last, CPU seconds of one trial on a simulated area of 10 m cells.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from scarpwatch.errors import ConfigError  # noqa: E402
from scarpwatch.grids.grid import read_raster  # noqa: E402
from scarpwatch.simulate.fields import power_law_field, seeded  # noqa: E402
from scarpwatch.simulate.ground import load_terrain  # noqa: E402
from scarpwatch.terrain.slope_units.delineation import (  # noqa: E402
    SlopeUnitParameters,
    delineate_slope_units,
    even_parameters,
    prepare_terrain,
)
from scarpwatch.terrain.slope_units.search import search_count  # noqa: E402
from scarpwatch.terrain.slope_units.segmentation import internal_variance  # noqa: E402
from scarpwatch.terrain.slope_units.sizes import size_figures  # noqa: E402

REAL = ROOT.parent / "shared" / "real" / "big_tujunga" / "dem.tif"
CELL = (30.0, 30.0)
NUMBERS = (500, 1684, 5000)
PARAMETERS = {
    "published": SlopeUnitParameters(min_area_m2=150_000, circular_variance=0.25, threshold_m2=1e6),
    "even": even_parameters(150_000, 0.25, 5.0),
}


def simulated(exponent: float, deviation_m: float, side: int, cell: float = 30.0) -> np.ndarray:
    """Power-law terrain: the smaller the exponent, the rougher."""
    field = power_law_field(seeded(5, "unit sizes", exponent), (side, side), cell, exponent)
    return np.round(500 + deviation_m * field, 2).astype(np.float32)


def terrains(cells: int | None) -> Iterator[tuple[str, np.ndarray]]:
    """Names and elevations; with ``cells`` only one, of so many along each side."""
    if cells:
        yield "simulated, rough", simulated(3.4, 150, cells)
        return
    if REAL.exists():
        yield "Big Tujunga", read_raster(REAL)[0].astype(np.float32)
    else:
        print(f"Big Tujunga: skipped, {REAL} is not there")
    yield "the demo's", load_terrain(CELL[0], None, 42)[0]
    yield "simulated, rough", simulated(3.4, 150, 900)
    yield "simulated, smooth", simulated(3.8, 180, 800)


def table(numbers: tuple[int, ...], cells: int | None) -> None:
    """A row for each terrain, number and kind of sizes."""
    print("| terrain | wanted | sizes | units | trials | 95/5 % | CV | V | below | area alone | CPU s |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name, height in terrains(cells):
        terrain = prepare_terrain(height, CELL)
        for wanted in numbers:
            for sizes, parameters in PARAMETERS.items():
                start = time.process_time()
                try:
                    found = search_count(terrain, parameters, wanted)
                except ConfigError as error:
                    print(f"| {name} | {wanted} | {sizes} | {error} |", flush=True)
                    continue
                cpu = time.process_time() - start
                areas = np.bincount(found.units.ravel())[1:] * terrain.cell_area
                figures = size_figures(areas)
                below = int((areas < found.parameters.clean_size_m2).sum())
                print(
                    f"| {name} | {wanted} | {sizes} | {areas.size} | {len(found.trials)} | "
                    f"{figures['ratio_95_5']:.1f} | {figures['cv']:.2f} | "
                    f"{internal_variance(found.units, terrain.aspect):.3f} | {below} | "
                    f"{figures['area_alone_auc_few']:.2f}, {figures['area_alone_auc_one_per_unit']:.2f} | {cpu:.1f} |",
                    flush=True,
                )


def one_trial(side: int) -> None:
    """CPU seconds of routing and of a trial of each kind."""
    start = time.process_time()
    terrain = prepare_terrain(simulated(3.8, 180, side, 10.0), (10.0, 10.0))
    print(f"\n{side} x {side} cells: terrain made and routed in {time.process_time() - start:.1f} CPU s")
    for sizes, parameters in PARAMETERS.items():
        start = time.process_time()
        units = delineate_slope_units(terrain, parameters)
        print(
            f"one trial, {sizes}: {units.max()} units in {time.process_time() - start:.1f} CPU s", flush=True
        )


def main() -> None:
    """The table, then the large area."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--numbers", type=int, nargs="+", default=NUMBERS, help="wanted numbers of units")
    parser.add_argument(
        "--side", type=int, default=5000, help="cells along each side of the large area; 0: none"
    )
    parser.add_argument(
        "--cells", type=int, help="one simulated terrain with so many cells along each side in place of all"
    )
    chosen = parser.parse_args()
    delineate_slope_units(prepare_terrain(simulated(3.4, 150, 100), CELL), PARAMETERS["even"])  # compiles
    table(tuple(chosen.numbers), chosen.cells)
    if chosen.side:
        one_trial(chosen.side)


if __name__ == "__main__":
    main()
