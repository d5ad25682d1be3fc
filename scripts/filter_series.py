"""Filter turbulent delay from the displacement series (temporal high-pass, spatial low-pass), for display; by blocks."""

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.files.json_files import decode
from scarpwatch.grids.grid import read_raster, row_blocks
from scarpwatch.insar.motion.model import MOTION_MODEL, motion_design, require_dates
from scarpwatch.insar.motion.subsets import common_pattern, fits_of_patterns
from scarpwatch.insar.output.geocoding import cell_size_on_ground
from scarpwatch.insar.reference.record import reference_of
from scarpwatch.insar.series.file import create_series, open_series
from scarpwatch.insar.series.filter import Filter, filter_block
from scarpwatch.insar.series.sample import rows_that_fit, trusted_pixels
from scarpwatch.workflow.logs import Step, log, run_step

BUDGET = 12_000_000  # values of a block; its margins are read again, so that small blocks would be slow


def main(snakemake: Step) -> None:
    settings = snakemake.params.filter
    with open_series(snakemake.input.velocity) as velocity:  # the model that the rate was fitted with
        motion = decode(velocity.attributes[MOTION_MODEL])
    with open_series(snakemake.input.series) as series:
        grid, dates, years = series.grid, series.dates, series.years
        design = motion_design(dates, motion)
        require_dates(design, snakemake.input.series)
        height, width = cell_size_on_ground(grid, *(read_raster(p)[0] for p in snakemake.input.position))
        cells = settings["length_m"] / height, settings["length_m"] / width
        kernel = Filter(cells, settings["days"] / DAYS_PER_YEAR)
        trusted = trusted_pixels(series, snakemake.params.min_temporal_coherence)
        fit = fits_of_patterns(design, series.patterns, motion)
        common = fit(common_pattern(series.pattern(), trusted)).design

        def filtered(window: Window) -> NDArray[np.float32]:
            return filter_block(
                series.displacement, window, trusted, years=years, design=common, width=kernel
            )

        rows, columns = reference_of(series.attributes, snakemake.input.series).window
        around = filtered(Window.from_slices(rows, (0, grid.shape[1])))[:, :, columns]
        offset = np.nanmedian(around.reshape(len(dates), -1), axis=1)[:, None, None]
        attributes = {**series.attributes, "filter": f"{settings['length_m']} m, {settings['days']} days"}
        with create_series(snakemake.output.series, grid, {}, dates=dates, attributes=attributes) as write:
            for window in row_blocks(grid.shape, rows_that_fit(grid.shape, len(dates), BUDGET)):
                write(window, {}, filtered(window) - offset)
    log.info(
        f"{len(dates)} dates, Gaussian of {cells[0]:.1f} x {cells[1]:.1f} cells, {settings['days']} days"
    )


if __name__ == "__main__":
    run_step(main, snakemake)
