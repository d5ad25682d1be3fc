"""Combine the rates of this run and of another track's into vertical and east rates."""

import json
from pathlib import Path

import numpy as np
from pyproj import Transformer

from scarpwatch.grid import atomic_path, read_grid, read_raster, read_tags, write_raster
from scarpwatch.insar.decomposition import (
    BLIND,
    OUTSIDE,
    blind_spots,
    decompose,
    north_and_offset,
    require_two_directions,
    solver,
)
from scarpwatch.logs import run_step
from scarpwatch.terrain.warping import warp_to_grid

AROUND = 2  # cells around a reference whose median rate is told


def read_on(path, grid, band=1):
    """A band on the grid; warped where its own grid is another."""
    return read_raster(path, band)[0] if read_grid(path) == grid else warp_to_grid(path, grid, band=band)


def rate_at(rate, grid, reference):
    """Median rate around a place, None where it is not measured there."""
    x, y = Transformer.from_crs(4326, grid.crs, always_xy=True).transform(
        reference["longitude"], reference["latitude"]
    )
    column, row = (int(np.floor(value)) for value in ~grid.transform @ (x, y))
    if not (0 <= row < grid.shape[0] and 0 <= column < grid.shape[1]):
        return None
    part = rate[max(row - AROUND, 0) : row + AROUND + 1, max(column - AROUND, 0) : column + AROUND + 1]
    return float(np.nanmedian(part)) if np.isfinite(part).any() else None


def main(snakemake):
    source, output = snakemake.input, snakemake.output
    grid = read_grid(source.rate)
    rates, sigmas = (
        np.stack([read_on(path, grid) for path in paths])
        for paths in ((source.rate, source.other_rate), (source.sigma, source.other_sigma))
    )
    look, other = (
        np.stack([read_on(path, grid, band) for band in (1, 2, 3, 4)])
        for path in (source.look, source.other_look)
    )
    solved = solver(look[:3], other[:3])
    measured = np.isfinite(rates) & np.isfinite([look[0], other[0]])
    weak = measured.all(axis=0) & ~(solved.amplification <= snakemake.params.max_amplification)
    blind = blind_spots(measured, np.stack([look[3], other[3]]) > 0, weak)
    require_two_directions(blind, look[:3], other[:3], source.other_look)
    inside = np.isfinite(read_raster(source.dem)[0])
    usable = (blind == 0) & inside
    found = decompose(rates, sigmas, solved, usable)._asdict()
    qualities = [json.loads(Path(path).read_text()) for path in (source.quality, source.other_quality)]
    periods = [f"{quality['first_date']} to {quality['last_date']}" for quality in qualities]
    tags = {
        "SIGN": "vertical: positive up; east: positive to the east",
        "ASSUMPTION": "no north motion",
        "UNITS": "cm/yr",
        "PERIOD": periods[0],
        "OTHER_PERIOD": periods[1],
        "OTHER_REFERENCE": read_tags(source.other_rate).get("REFERENCE", ""),
        "REFERENCE": read_tags(source.rate).get("REFERENCE", ""),
    }
    for name, values in found.items():
        write_raster(output[name], values, grid, descriptions=[f"{name} (cm/yr)"], tags=tags)
    blind[~inside] = OUTSIDE
    classes = {"CLASSES": json.dumps(dict(enumerate(BLIND)))}
    write_raster(output.blind, blind, grid, nodata=OUTSIDE, descriptions=["blind spots"], tags=classes)
    offsets = tuple(quality.get("reference_offset_sigma_cm_per_year", np.nan) for quality in qualities)
    summary = {
        "period": periods[0],
        "other_period": periods[1],
        "shares": {name: float((blind[inside] == code).mean()) for code, name in enumerate(BLIND)},
        "amplification": {
            name: float(np.median(np.hypot(*part)[usable]))
            for name, part in (("vertical", solved.vertical), ("east", solved.east))
        },
        **north_and_offset(solved, usable, offsets),
        "other_track_at_this_reference_cm_per_year": rate_at(rates[1], grid, qualities[0]["reference"]),
        "this_track_at_the_other_reference_cm_per_year": rate_at(rates[0], grid, qualities[1]["reference"]),
        "median_sigma_cm_per_year": {
            name: float(np.nanmedian(found[f"{name}_sigma"]))
            for name in ("vertical", "east")
            if np.isfinite(found[f"{name}_sigma"]).any()
        },
    }
    print(json.dumps(summary, indent=1))
    with atomic_path(output.summary) as temporary:
        temporary.write_text(json.dumps(summary, indent=1) + "\n")


if __name__ == "__main__":
    run_step(main, snakemake)
