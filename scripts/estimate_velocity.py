"""Estimate deformation rate, cumulative deformation and their uncertainty from the corrected series."""

import json

import numpy as np

from scarpwatch.errors import DataError
from scarpwatch.grid import atomic_path, read_raster
from scarpwatch.insar.corrections import require_dates, temporal_design
from scarpwatch.insar.geocoding import position
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
    threshold = snakemake.params.min_temporal_coherence
    full = series["rank"].values == len(times) - 1
    measured = series["temporal_coherence"].values >= threshold
    if snakemake.params.if_disconnected == "stop":
        measured &= full
    if not measured.any():
        raise DataError(
            snakemake.input.series,
            f"no pixel reaches a temporal coherence of {threshold}",
            "Lower inversion.min_temporal_coherence or improve the network.",
        )
    layers = {
        name: (series[name].values, series[name].attrs["units"])
        for name in ("temporal_coherence", "rank", "pairs")
    }
    for name, units in (("rate", "m/yr"), ("sigma", "m/yr"), ("cumulative", "m"), ("residual_rms", "m")):
        layers[name] = (np.where(measured, getattr(velocity, name), np.nan).astype(np.float32), units)
    write_series(snakemake.output.velocity, grid, layers, attributes=series.attrs)
    reference = json.loads(series.attrs["reference"])
    place = position(
        reference["row"], reference["column"], grid, *(read_raster(p)[0] for p in snakemake.input.position)
    )
    rate = 100 * velocity.rate[measured]
    quality = {
        "first_date": str(times[0])[:10],
        "last_date": str(times[-1])[:10],
        "dates": len(times),
        "pairs": int(series["pairs"].values.max()),
        "pixels": int(measured.size),
        "measured_share": float(measured.mean()),
        "full_rank": len(times) - 1,
        "full_rank_share": float(full[series["pairs"].values > 0].mean()),
        "residual_rms_rad": float(
            np.sqrt(np.mean(series["residual_rms"].values[measured].astype(float) ** 2))
        ),
        "temporal_coherence_median": float(np.median(series["temporal_coherence"].values[measured])),
        "rate_cm_per_year": {
            "min": float(rate.min()),
            "median": float(np.median(rate)),
            "max": float(rate.max()),
        },
        "rate_sigma_median_cm_per_year": float(100 * np.median(velocity.sigma[measured])),
        "reference_offset_sigma_cm_per_year": 100 * reference_sigma(displacement, design, measured & full),
        "reference": {**reference, "longitude": place[0], "latitude": place[1]},
    }
    with atomic_path(snakemake.output.quality) as temporary:
        temporary.write_text(json.dumps(quality, indent=1) + "\n")


if __name__ == "__main__":
    run_step(main, snakemake)
