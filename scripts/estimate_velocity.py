"""Estimate deformation rate, cumulative deformation and their uncertainty from the corrected series."""

import numpy as np
from numpy.typing import DTypeLike

from scarpwatch.files.json_files import encode
from scarpwatch.grids.grid import row_blocks
from scarpwatch.insar.corrections.motion_decisions import decided_motion
from scarpwatch.insar.motion.model import require_dates
from scarpwatch.insar.motion.subsets import common_pattern, fits_of_patterns, require_known, summarise
from scarpwatch.insar.network.table import read_network, used_ends
from scarpwatch.insar.reference.record import reference_of
from scarpwatch.insar.series.file import create_series, open_series
from scarpwatch.insar.series.noise import noise_of_patterns, offset_sigma, sample_noise
from scarpwatch.insar.series.sample import noise_layer, rows_that_fit, trusted_pixels
from scarpwatch.insar.series.velocity import Velocity, fit_velocity, refit_subsets
from scarpwatch.workflow.logs import Step, log, run_step

RATES = ("rate", "sigma", "sigma_to_reference")
KEPT = ("temporal_coherence", "rank", "pairs")


def main(snakemake: Step) -> None:
    source, params = snakemake.input, snakemake.params
    with open_series(source.series) as series:
        grid, dates = series.grid, series.dates
        # Noise and the offset of the map are judged by trusted pixels.
        trusted = trusted_pixels(series, params.min_temporal_coherence)
        decided = decided_motion(series, params.velocity, trusted)
        design, baselines = decided.design, decided.baselines
        full = design if baselines is None else np.column_stack([design, baselines])
        require_dates(full, source.series)
        pattern = series.pattern()
        fit = fits_of_patterns(design, series.patterns, params.velocity, baselines=baselines)
        common = fit(common_pattern(pattern, trusted))
        require_known(common, source.series)
        coherence = noise_layer(series)
        ends = used_ends(read_network(source.network) if source.network else None, dates)
        own = sample_noise(series.displacement, trusted, coherence, common, *ends)
        noise = noise_of_patterns(own, common)
        window = coherence[reference_of(series.attributes, source.series).window]
        shift = offset_sigma(own, common.design, float(np.nanmean(window)), window.size)
        kept = [name for name in KEPT if name in series.units]
        layers: dict[str, tuple[DTypeLike, str]] = {
            name: (np.float32, "m/yr" if name in RATES else "m") for name in Velocity._fields
        }
        layers |= {name: (series.layer(name).dtype, series.units[name]) for name in kept}
        found = summarise(pattern, fit)
        about = {"reference_offset_sigma_m_per_year": shift, "subsets": encode(found._asdict())}
        attributes = {**series.attributes, **decided.attributes, **about}
        log.info(f"{found.pixels} pixels with disconnected subsets, {found.rate} of them with a rate")
        with create_series(snakemake.output.velocity, grid, layers, attributes=attributes) as write:
            for window in row_blocks(grid.shape, rows_that_fit(grid.shape, len(dates))):
                values, part = series.displacement(window), coherence[window.toslices()]
                fitted = fit_velocity(
                    values, design, baselines=baselines, noise=noise(fit(0)), coherence=part
                )
                refit_subsets(fitted, values, pattern[window.toslices()], fit, noise, part, shift)
                write(window, {**fitted._asdict(), **{name: series.layer(name, window) for name in kept}})


if __name__ == "__main__":
    run_step(main, snakemake)
