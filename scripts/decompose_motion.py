"""Decompose the line-of-sight rates of an ascending and a descending track into vertical and east rates."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scarpwatch.files.json_files import read_json, to_text, write_json
from scarpwatch.grids.grid import Grid, read_grid, read_raster, read_tags
from scarpwatch.grids.products import write_product
from scarpwatch.grids.warping import Kind, warp_to_grid
from scarpwatch.insar.output.decomposition import (
    BLIND_SPOTS,
    OUTSIDE,
    blind_spots,
    decompose,
    require_two_directions,
    solver,
)
from scarpwatch.insar.output.decomposition_record import decomposition_record, decomposition_tags
from scarpwatch.workflow.logs import Step, log, run_step


def read_on(path: str, grid: Grid, band: int = 1, kind: Kind = "measured") -> NDArray[Any]:
    """A band on the grid; warped where its own grid is another."""
    if read_grid(path) == grid:
        return read_raster(path, band)[0]
    return warp_to_grid(path, grid, kind=kind, band=band)


def main(snakemake: Step) -> None:
    source, output = snakemake.input, snakemake.output
    grid = read_grid(source.rate)
    rates, sigmas = (
        np.stack([read_on(path, grid) for path in paths])
        for paths in ((source.rate, source.other_rate), (source.sigma, source.other_sigma))
    )
    look, other = (
        np.stack([read_on(path, grid, band, "continuous") for band in (1, 2, 3, 4)])
        for path in (source.look, source.other_look)
    )
    solved = solver(look[:3], other[:3])
    measured = np.isfinite(rates) & np.isfinite([look[0], other[0]])
    weak = measured.all(axis=0) & ~(solved.amplification <= snakemake.params.max_amplification)
    blind = blind_spots(measured, np.stack([look[3], other[3]]) > 0, weak)
    require_two_directions(blind, look[:3], other[:3], source.other_look)
    inside = np.isfinite(read_raster(source.dem)[0])
    found = decompose(rates, sigmas, solved, (blind == 0) & inside)
    qualities = [read_json(path) for path in (source.quality, source.other_quality)]
    about = {**snakemake.params.provenance, "ASSESSMENT": snakemake.wildcards.until}
    tags = about | decomposition_tags(
        qualities, [read_tags(path) for path in (source.rate, source.other_rate)]
    )
    for name, values in found._asdict().items():
        write_product(output[name], values, grid, description=f"{name} (cm/yr)", tags=tags)
    blind[~inside] = OUTSIDE
    write_product(
        output.blind, blind, grid, nodata=OUTSIDE, description="blind spots", tags=about, classes=BLIND_SPOTS
    )
    summary = decomposition_record(rates, solved, found, blind, grid, qualities)
    log.info(to_text(summary))
    write_json(output.summary, summary)


if __name__ == "__main__":
    run_step(main, snakemake)
