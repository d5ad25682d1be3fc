"""Plot the corrections of the date that they change most, and the spread of all dates."""

import math

import numpy as np
from affine import Affine

from scarpwatch.figures.maps.corrections import most_corrected, plot_corrections, split_parts
from scarpwatch.figures.style import save_figure
from scarpwatch.files.json_files import decode, read_json
from scarpwatch.grids.grid import Grid, read_raster
from scarpwatch.insar.series.file import open_series
from scarpwatch.workflow.logs import Step, run_step

LARGEST = 1200  # rows or columns of a map; more than a printed figure resolves


def main(snakemake: Step) -> None:
    """Read ``uncorrected`` and ``series``, their geometry and ``summary``; write ``figure``."""
    source = snakemake.input
    corrections = read_json(source.summary)
    date = most_corrected(corrections)
    with open_series(source.uncorrected) as raw, open_series(source.series) as series:
        step = math.ceil(max(series.grid.shape) / LARGEST)
        before, after = (
            stack.file.variables["displacement"][date, ::step, ::step] for stack in (raw, series)
        )
        coherence = series.layer("temporal_coherence")[::step, ::step]
        dem_error = (
            series.layer("dem_error")[::step, ::step] if "dem_error" in corrections["applied"] else None
        )
        baselines = decode(series.attributes.get("baselines_m", "[]")) or [0.0] * len(series.dates)
        grid = Grid(series.grid.crs, series.grid.transform @ Affine.scale(step), before.shape)
    slant_range, incidence = (
        read_raster(path)[0][::step, ::step] for path in (source.slant_range, source.incidence)
    )
    trusted = coherence >= snakemake.params.min_temporal_coherence
    parts = split_parts(
        np.where(trusted, before, np.nan),
        np.where(trusted, after, np.nan),
        dem_error=None if dem_error is None else np.where(trusted, dem_error, np.nan),
        baseline_m=baselines[date] - baselines[0],
        ground=slant_range * np.sin(incidence),
        delay_and_ramp=bool({"delays", "ramp_and_height"} & set(corrections["applied"])),
    )
    save_figure(plot_corrections(parts, grid, corrections), snakemake.output.figure, dpi=snakemake.params.dpi)


if __name__ == "__main__":
    run_step(main, snakemake)
