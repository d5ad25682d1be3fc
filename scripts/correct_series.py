"""Correct the displacement series: ramp and height-correlated delay, DEM error."""

import json

import numpy as np

from scarpwatch.grid import atomic_path, read_raster
from scarpwatch.insar.baselines import baselines_from_pairs
from scarpwatch.insar.correction_chain import correct_series
from scarpwatch.insar.corrections import require_dates, temporal_design
from scarpwatch.insar.network import DAYS_PER_YEAR
from scarpwatch.insar.reference_window import Reference
from scarpwatch.insar.series_file import read_series, write_series
from scarpwatch.insar.tables import read_network
from scarpwatch.logs import run_step


def main(snakemake):
    raw, grid = read_series(snakemake.input.series)
    height, slant_range, incidence = (
        read_raster(snakemake.input[name])[0] for name in ("height", "slant_range", "incidence")
    )
    dates = [str(day)[:10].replace("-", "") for day in raw["time"].values]
    years = (raw["time"].values - raw["time"].values[0]) / np.timedelta64(1, "D") / DAYS_PER_YEAR
    tied = baselines_from_pairs(
        [
            (p["reference"], p["secondary"], p["perpendicular_baseline_m"])
            for p in read_network(snakemake.input.network)
        ]
    )
    motion = snakemake.params.velocity
    design = temporal_design(years, annual=motion["annual"], semiannual=motion["semiannual"])
    if snakemake.params.corrections["dem_error"]:
        design = np.column_stack([design, np.zeros(len(dates))])  # the DEM error is one unknown more
    require_dates(design, snakemake.input.series)
    threshold = snakemake.params.min_temporal_coherence
    trusted = (raw["temporal_coherence"].values >= threshold) & (raw["rank"].values == len(dates) - 1)
    corrected = correct_series(
        raw["displacement"].values,
        years=years,
        baselines=np.array([tied[day] for day in dates]),
        height=height,
        ground=slant_range * np.sin(incidence),
        trusted=trusted & np.isfinite(height),
        reference=Reference(**json.loads(raw.attrs["reference"])),
        corrections=snakemake.params.corrections,
        velocity=motion,
    )
    layers = {
        name: (raw[name].values, raw[name].attrs["units"])
        for name in ("residual_rms", "temporal_coherence", "rank", "pairs", "mean_coherence")
    }
    layers["dem_error"] = (corrected.dem_error, "m")
    write_series(
        snakemake.output.series,
        grid,
        layers,
        displacement=corrected.series,
        dates=dates,
        attributes=raw.attrs,
    )
    with atomic_path(snakemake.output.summary) as temporary:
        temporary.write_text(json.dumps({"dates": dates, **corrected.summary}, indent=1) + "\n")


if __name__ == "__main__":
    run_step(main, snakemake)
