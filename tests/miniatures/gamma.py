"""A folder of GAMMA's geocoded interferograms, as PyRate reads them.

Phase and coherence are float32 with 0 for no data, the parameter files text, the lookup table big-endian.
"""

from pathlib import Path

import numpy as np
from product_truth import EARTH_RADIUS, WAVELENGTH, Truth, degree_grid
from rasterio.crs import CRS
from rasterio.transform import from_origin

from scarpwatch.grids.grid import Grid, write_raster

FAMILY = "gamma"
QUANTISATION_M_PER_YR = 1e-6  # float32 radians: 1e-6 rad of a few, or 1e-8 m per pair
SPACING, NEAR, LINES = 18.6, 870e3, 200

_PAR = """Gamma Interferometric SAR Processor (ISP) - Image Parameter File
title:     {day}
sensor:    S1A IW IW1 VV
azimuth_lines:                 {lines}
azimuth_line_time:      4.1111e-03   s
range_looks:                     {looks}
azimuth_looks:                   2
heading:                  {heading:.6f}   degrees
range_pixel_spacing:     {spacing:.6f}   m
near_range_slc:        {near:.4f}   m
center_range_slc:      {centre:.4f}   m
incidence_angle:           {incidence:.4f}   degrees
radar_frequency:       {frequency:.6e}   Hz
sar_to_earth_center:             {satellite:.4f}   m
earth_radius_below_sensor:       {earth:.4f}   m
"""
_BASE = """initial_baseline(TCN):        0.0   {across:.7f}   {down:.7f}   m   m   m
initial_baseline_rate:        0.0   0.0   0.0   m/s   m/s   m/s
precision_baseline(TCN):      0.0   {across:.7f}   {down:.7f}   m   m   m
precision_baseline_rate:      0.0   0.0   0.0   m/s   m/s   m/s
"""


def write(folder: Path, truth: Truth) -> None:
    """Write the folder."""
    lon, lat, (west, north, spacing) = degree_grid()
    grid = Grid(CRS.from_epsg(4326), from_origin(west, north, spacing, spacing), lon.shape)
    slant_range = truth.slant_range(lon, lat)
    for name in ("geotiffs", "coherence", "headers", "geometry"):
        (folder / name).mkdir(parents=True)
    satellite = EARTH_RADIUS + truth.satellite_height
    for day in truth.dates:
        for kind, looks in (("slc", 1), ("8rlks_mli", 8)):
            text = _PAR.format(
                day=day,
                lines=LINES,
                looks=looks,
                heading=truth.heading_deg,
                spacing=SPACING,
                near=NEAR,
                centre=truth.centre_range,
                incidence=np.degrees(truth.incidence(lon, lat).mean()),
                frequency=299792458 / WAVELENGTH,
                satellite=satellite,
                earth=EARTH_RADIUS,
            )
            (folder / "headers" / f"r{day:%Y%m%d}_VV_{kind}.par").write_text(text)
    table = (slant_range - NEAR) / SPACING + 1j * LINES / 2
    table.astype(">c8").tofile(folder / "geometry" / f"{truth.dates[0]:%Y%m%d}_VV_8rlks_eqa_to_rdc.lt")
    distance = slant_range.mean()
    look = np.arccos((satellite**2 + distance**2 - EARTH_RADIUS**2) / (2 * satellite * distance))
    for first, second in truth.pairs:
        name = f"{first:%Y%m%d}-{second:%Y%m%d}"
        lake = truth.missing(lon, lat)
        for place, ending, values in (
            ("geotiffs", "eqa_unw", truth.phase(lon, lat, first, second) + 1e-3),
            ("coherence", "flat_eqa_cc", truth.coherence(lon, lat, first, second)),
        ):
            values = np.where(lake, 0, values).astype(np.float32)
            path = folder / place / f"cropA_{name}_VV_8rlks_{ending}.tif"
            write_raster(path, values, grid, nodata=0, compress="none")
        baseline = truth.baseline(first, second)
        text = _BASE.format(across=baseline * np.cos(look), down=-baseline * np.sin(look))
        (folder / "geometry" / f"{name}_VV_8rlks_base.par").write_text(text)
