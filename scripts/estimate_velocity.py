"""Estimate deformation rate, cumulative deformation and their uncertainty from the corrected series."""

import numpy as np

from scarpwatch.errors import DataError
from scarpwatch.insar.corrections import require_dates, temporal_design
from scarpwatch.insar.network import DAYS_PER_YEAR
from scarpwatch.insar.series_file import read_series, write_series
from scarpwatch.insar.velocity import fit_velocity, reference_sigma
from scarpwatch.logs import run_step


def main(snakemake):
    settings = snakemake.params.velocity
    series, grid = read_series(snakemake.input.series)
    times = series["time"].values
    years = (times - times[0]) / np.timedelta64(1, "D") / DAYS_PER_YEAR
    design = temporal_design(years, annual=settings["annual"], semiannual=settings["semiannual"])
    require_dates(design, snakemake.input.series)
    displacement = series["displacement"].values
    velocity = fit_velocity(displacement, design)
    # The offset of the map is judged by pixels that are good for certain.
    trusted = series["temporal_coherence"].values >= snakemake.params.min_temporal_coherence
    trusted &= series["rank"].values == len(times) - 1
    if not trusted.any():
        raise DataError(
            snakemake.input.series,
            "no pixel whose pairs connect all dates reaches a temporal coherence of "
            f"{snakemake.params.min_temporal_coherence}",
            "Lower quality.min_temporal_coherence or improve the network.",
        )
    layers = {
        name: (series[name].values, series[name].attrs["units"])
        for name in ("temporal_coherence", "rank", "pairs")
    }
    for name, units in (("rate", "m/yr"), ("sigma", "m/yr"), ("cumulative", "m"), ("residual_rms", "m")):
        layers[name] = (getattr(velocity, name), units)
    offset = reference_sigma(displacement, design, trusted)
    attributes = {**series.attrs, "reference_offset_sigma_m_per_year": offset}
    write_series(snakemake.output.velocity, grid, layers, attributes=attributes)


if __name__ == "__main__":
    run_step(main, snakemake)
