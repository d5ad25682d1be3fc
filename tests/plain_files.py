"""Rasters of plain numbers as GACOS and LiCSBAS write them, with the text files that tell their size and place."""

from pathlib import Path

import numpy as np

from scarpwatch.grids.grid import Grid

_RSC = """WIDTH           {columns}
FILE_LENGTH     {rows}
XMIN            0
XMAX            {last_column}
YMIN            0
YMAX            {last_row}
X_FIRST         {x!r}
Y_FIRST         {y!r}
X_STEP          {width!r}
Y_STEP          {height!r}
X_UNIT          degrees
Y_UNIT          degrees
Z_OFFSET        0
Z_SCALE         1
PROJECTION      LATLON
DATUM           WGS84
TIME_OF_DAY     10.19UTC
"""
_DEM_PAR = """Gamma DIFF&GEO DEM/MAP parameter file
title: DEM
DEM_projection:     EQA
data_format:        REAL*4
DEM_hgt_offset:          0.00000
DEM_scale:               1.00000
width: {columns}
nlines: {rows}
corner_lat:     {y!r}  decimal degrees
corner_lon:    {x!r}  decimal degrees
post_lat: {height!r} decimal degrees
post_lon: {width!r} decimal degrees

ellipsoid_name: WGS 84
ellipsoid_ra:        6378137.000   m
ellipsoid_reciprocal_flattening:  298.2572236

datum_name: WGS 1984
"""


def _told(form: str, grid: Grid) -> str:
    x, y = grid.transform @ (0.5, 0.5)
    rows, columns = grid.shape
    return form.format(
        rows=rows,
        columns=columns,
        last_row=rows - 1,
        last_column=columns - 1,
        x=float(x),
        y=float(y),
        width=float(grid.transform.a),
        height=float(grid.transform.e),
    )


def write_gacos(path: Path, values: np.ndarray, grid: Grid) -> None:
    """`20240105.ztd` with `20240105.ztd.rsc`."""
    values.astype("<f4").tofile(path)
    path.with_name(f"{path.name}.rsc").write_text(_told(_RSC, grid))


def write_dem_par(folder: Path, grid: Grid) -> None:
    """LiCSBAS's `EQA.dem_par`, in GAMMA's form."""
    (folder / "EQA.dem_par").write_text(_told(_DEM_PAR, grid))
