"""What LiCSBAS leaves in a folder ``TS_GEOCml*``: the series with its layers, its mask, and what it used."""

from pathlib import Path

import h5py
import numpy as np
from product_truth import WAVELENGTH, Truth, degree_grid

FAMILY = "licsbas"
QUANTISATION_M_PER_YR = 1e-6  # float32 millimetres
COHERENCE = "mean_coherence"  # LiCSBAS has no temporal one
REFERENCE = (113.608, 23.645)  # longitude and latitude of ground that does not move


def write(
    folder: Path,
    truth: Truth,
    *,
    place: str = "TS_GEOCml1",
    name: str = "cum.h5",
    vector: bool = True,
    quality: bool = True,
    mask: bool = True,
) -> Path:
    """Write the folder; `vector` and `quality` are the layers that newer versions add to the series."""
    lon, lat, (west, north, spacing) = degree_grid()
    row, column = np.unravel_index(np.argmin(np.hypot(lon - REFERENCE[0], lat - REFERENCE[1])), lon.shape)
    missing = truth.missing(lon, lat)
    rate = 1000 * (truth.rate(lon, lat) - truth.rate(lon[row, column], lat[row, column]))
    cum = np.stack([rate * truth.years(day) for day in truth.dates])
    if mask:
        cum[:, missing] += 25.0  # noise that the mask takes out
    else:
        cum[:, missing] = np.nan
    made = folder / place
    (made / "results").mkdir(parents=True)
    (made / "info").mkdir()
    compressed = {"compression": "gzip"}
    with h5py.File(made / name, "w") as file:
        file["imdates"] = np.array([int(f"{day:%Y%m%d}") for day in truth.dates], np.int32)
        file["bperp"] = np.array(truth.baselines, np.float32)
        file.create_dataset("cum", data=cum.astype(np.float32), **compressed)
        file.create_dataset("vel", data=rate.astype(np.float32), **compressed)
        file.create_dataset("vintercept", data=np.zeros(lon.shape, np.float32), **compressed)
        file.create_dataset("gap", data=np.zeros((len(truth.dates) - 1, *lon.shape), np.int8), **compressed)
        file["corner_lat"], file["corner_lon"] = north - spacing / 2, west + spacing / 2
        file["post_lat"], file["post_lon"] = -spacing, spacing
        file["refarea"] = f"{column}:{column + 1}/{row}:{row + 1}"
        if quality:
            coherence = (0.95 - 0.1 * (truth.height(lon, lat) - 120) / 300).astype(np.float32)
            file.create_dataset("coh_avg", data=coherence, **compressed)
            file.create_dataset("n_unw", data=np.full(lon.shape, len(truth.pairs), np.float32), **compressed)
            file.create_dataset("hgt", data=truth.height(lon, lat).astype(np.float32), **compressed)
        for part, values in zip("ENU", truth.los(lon, lat) if vector else (), strict=vector):
            values = np.broadcast_to(values, lon.shape).astype(np.float32)
            file.create_dataset(f"{part}.geo", data=values, **compressed)
    if mask:
        (~missing).astype("<f4").tofile(made / "results" / "mask")
    (made / "info" / "13parameters.txt").write_text(
        f"range_samples:  {lon.shape[1]}\nazimuth_lines:  {lon.shape[0]}\nwavelength:     {WAVELENGTH!r}\n"
        f"n_im_all:       {len(truth.dates)}\npixel_spacing_r: 100.00\npixel_spacing_a: 100.00\n"
    )
    return made
