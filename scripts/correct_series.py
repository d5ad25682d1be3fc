"""Correct the displacement series: tropospheric delays, phase ramp and stratified delay, DEM error; block by block."""

import numpy as np
from numpy.typing import DTypeLike
from rasterio.windows import Window

from scarpwatch.files.json_files import write_json
from scarpwatch.grids.grid import read_raster, read_tags, row_blocks
from scarpwatch.insar.corrections import series_correction as correction
from scarpwatch.insar.corrections.chain_fit import fit_chain
from scarpwatch.insar.corrections.delays import Delays
from scarpwatch.insar.corrections.motion_decisions import ACQUISITION_TIME, with_time
from scarpwatch.insar.network.table import read_network
from scarpwatch.insar.output.geocoding import aspect_on_ground, cell_size_on_ground, positions
from scarpwatch.insar.series.file import create_series, open_series
from scarpwatch.insar.series.sample import rows_that_fit
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    source, output, params = snakemake.input, snakemake.output, snakemake.params
    paths = (source.height, source.slant_range, source.incidence, *source.position)
    height, slant_range, incidence, *place = (read_raster(path)[0] for path in paths)
    motion = with_time(params.velocity, read_tags(source.incidence).get(ACQUISITION_TIME))
    with open_series(source.series) as raw:
        grid = raw.grid
        plan = correction.plan_correction(
            raw, read_network(source.network), motion, height, slant_range * np.sin(incidence),
            min_temporal_coherence=params.min_temporal_coherence,
            aspect=aspect_on_ground(grid),
            cell=cell_size_on_ground(grid, *place) if grid.crs or place else (np.nan, np.nan),
            where=source.series,
        )  # fmt: skip
        how, delays = params.corrections, None
        if source.delays:
            at = positions(Window(0, 0, grid.shape[1], grid.shape[0]), grid, *place)
            delays = Delays(source.delays, *at, incidence, direction=how["delays"]["direction"])
            delays.require_cover(plan.trusted, plan.setting.reference.window)
        chain = fit_chain(
            raw.displacement, plan.setting, trusted=plan.trusted, corrections=how, delays=delays
        )
        log.info(f"corrections applied: {', '.join(chain.summary['applied']) or 'none'}")
        for text in chain.summary["left_out"]:
            log.info(f"left out: {text}")
        summary = correction.correction_record(raw, plan, chain)
        corrected = correction.window_corrector(raw, plan, chain, delays, corrections=how)
        layers: dict[str, tuple[DTypeLike, str]] = {
            name: (raw.layer(name).dtype, raw.units[name]) for name in raw.units
        }
        layers |= {name: (np.float32, "m") for name in ("dem_error", "dem_error_sigma")}
        told = correction.corrected_attributes(raw, plan, chain)
        with create_series(
            output.series, grid, layers, dates=raw.dates, attributes=told, patterns=raw.patterns
        ) as write:
            for window in row_blocks(grid.shape, rows_that_fit(grid.shape, len(raw.dates))):
                part = corrected(window)
                found = {"dem_error": part.dem_error, "dem_error_sigma": part.dem_error_sigma}
                kept = {name: raw.layer(name, window) for name in raw.units}
                write(window, kept | found, part.series)
    write_json(output.summary, summary)


if __name__ == "__main__":
    run_step(main, snakemake)
