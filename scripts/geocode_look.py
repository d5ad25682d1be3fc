"""Geocode the look vector and the layover and shadow mask of the stack to the analysis grid."""

import numpy as np

from scarpwatch.grids.grid import read_raster, write_raster
from scarpwatch.insar.output.resampling import to_map
from scarpwatch.workflow.logs import Step, log, run_step

BANDS = ("east", "north", "up", "layover_shadow")


def main(snakemake: Step) -> None:
    source = snakemake.input
    dem, target = read_raster(source.dem)
    layers, grids = zip(*(read_raster(path) for path in source.look), strict=True)
    # Also in layover, where nothing is measured: it is told from what the radar does not reach.
    place = to_map(grids[0], target, [read_raster(path)[0] for path in source.position])
    vector = np.stack([place(layer) for layer in layers])
    with np.errstate(invalid="ignore", divide="ignore"):
        vector /= np.sqrt(np.sum(vector**2, axis=0))  # a mean of unit vectors is a little shorter
    distorted = np.zeros(target.shape, np.float32)
    if source.mask:
        distorted = place((read_raster(source.mask[0])[0] > 0).astype(np.float32))
        distorted = np.where(np.isfinite(distorted), distorted > 0, np.nan)
    bands = np.concatenate([vector, distorted[np.newaxis]]).astype(np.float32)
    bands[:, ~np.isfinite(dem)] = np.nan
    bands[3][~np.isfinite(bands[0])] = np.nan
    tags = {
        "MEANING": "unit vector from the ground to the satellite; layover_shadow 1 where the radar is blind",
        "UNITS": "1",
    }
    write_raster(snakemake.output.look, bands, target, descriptions=BANDS, tags=tags)
    middle = [float(np.nanmedian(band)) for band in bands[:3]]
    log.info(f"look vector in the middle: east {middle[0]:.3f}, north {middle[1]:.3f}, up {middle[2]:.3f}")


if __name__ == "__main__":
    run_step(main, snakemake)
