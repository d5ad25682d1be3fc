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

# Lines, units and widths are those of a real header of Sentinel-1 over Mexico City.
_PAR = """Gamma Interferometric SAR Processor (ISP) - Image Parameter File

title:     s1a-iw1-slc-vv-{day:%Y%m%d}t101110-{day:%Y%m%d}t101140-051964-064705-004.tiff S1A-IW-IW1-VV-51964 (software: Sentinel-1 IPF 003.71)
sensor:    S1A IW IW1 VV
date:      {day:%Y %m %d}
start_time:             36672.401122   s
center_time:            36685.000000   s
end_time:               36697.598878   s
azimuth_line_time:     4.1111126e-03   s
line_header_size:                  0
range_samples:                  1200
azimuth_lines:                  {lines:4d}
range_looks:                    {looks:4d}
azimuth_looks:                     2
image_format:               {form}
image_geometry:             SLANT_RANGE
range_scale_factor:     1.0000000e+00
azimuth_scale_factor:   1.0000000e+00
center_latitude:          23.6250000   degrees
center_longitude:        113.6300000   degrees
heading:                 {heading:.7f}   degrees
range_pixel_spacing:       {spacing:.6f}   m
azimuth_pixel_spacing:     28.023299   m
near_range_slc:           {near:.4f}  m
center_range_slc:         {centre:.4f}  m
far_range_slc:            {far:.4f}  m
first_slant_range_polynomial:        0.00000      0.00000  0.00000e+00  0.00000e+00  0.00000e+00  0.00000e+00  s m 1 m^-1 m^-2 m^-3
incidence_angle:             {incidence:.4f}   degrees
azimuth_deskew:          ON
azimuth_angle:               90.0000   degrees
radar_frequency:        {frequency:.6e}  Hz
adc_sampling_rate:      6.4345241e+07  Hz
chirp_bandwidth:        5.6500000e+07  Hz
prf:                      486.4863103  Hz
azimuth_proc_bandwidth:     327.00000  Hz
doppler_polynomial:         28.89379 -1.70466e-04  1.00457e-09  0.00000e+00  Hz     Hz/m     Hz/m^2     Hz/m^3
receiver_gain:                 0.0000  dB
calibration_gain:              0.0000  dB
sar_to_earth_center:             {satellite:.4f}   m
earth_radius_below_sensor:       {earth:.4f}   m
earth_semi_major_axis:           6378137.0000   m
earth_semi_minor_axis:           6356752.3141   m
number_of_state_vectors:                    0
"""
_BASE = """initial_baseline(TCN):        0.0   {across:.7f}   {down:.7f}   m   m   m
initial_baseline_rate:        0.0   0.0   0.0   m/s   m/s   m/s
precision_baseline(TCN):      0.0   {across:.7f}   {down:.7f}   m   m   m
precision_baseline_rate:      0.0   0.0   0.0   m/s   m/s   m/s
unwrap_phase_constant:           -0.00001     radians
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
                form="FCOMPLEX" if kind == "slc" else "FLOAT",
                far=NEAR + 1199 * SPACING,
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
