"""The displacement series and its layers as a CF NetCDF-4 file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from scarpwatch.grid import Grid, atomic_path

SIGN = "positive towards the satellite, along the line of sight"


def write_series(
    path: str | Path,
    grid: Grid,
    layers: Mapping[str, tuple[NDArray[Any], str]],
    *,
    displacement: NDArray[np.floating] | None = None,
    dates: Sequence[str] = (),
    attributes: Mapping[str, object] | None = None,
) -> None:
    """Write layers, and a displacement series where one is given, atomically.

    Parameters
    ----------
    layers : name to (array (rows, columns), units)
    displacement : array (dates, rows, columns), m
    dates : ``YYYYMMDD``, one per date of ``displacement``
    attributes : what belongs to the whole file, such as the reference and the wavelength
    """
    rows, columns = grid.shape
    if grid.crs is None:
        coordinates: dict[str, Any] = {"y": np.arange(rows), "x": np.arange(columns)}
    else:
        x, y = grid.centres()
        coordinates = {"y": y, "x": x}
    variables = {
        name: (("y", "x"), values, {"units": units, "grid_mapping": "spatial_ref"})
        for name, (values, units) in layers.items()
    }
    if displacement is not None:
        coordinates["time"] = np.array([f"{d[:4]}-{d[4:6]}-{d[6:]}" for d in dates], dtype="datetime64[ns]")
        variables["displacement"] = (  # type: ignore[assignment]
            ("time", "y", "x"),
            displacement.astype(np.float32),
            {
                "units": "m",
                "long_name": "line-of-sight displacement",
                "sign": SIGN,
                "grid_mapping": "spatial_ref",
            },
        )
    dataset = xr.Dataset(variables, coordinates, {"Conventions": "CF-1.11", **(attributes or {})})
    dataset["spatial_ref"] = xr.DataArray(
        0,
        attrs={
            "crs_wkt": grid.crs.to_wkt() if grid.crs else "radar geometry",
            "GeoTransform": " ".join(repr(value) for value in grid.transform.to_gdal()),
        },
    )
    encoding: dict[str, Any] = {name: {"zlib": False} for name in variables}
    if displacement is not None:
        encoding["time"] = {"units": "days since 1970-01-01", "dtype": "int32"}
    with atomic_path(path) as temporary:
        dataset.to_netcdf(temporary, engine="h5netcdf", encoding=encoding)


def read_series(path: str | Path) -> tuple[xr.Dataset, Grid]:
    """Read a file of :func:`write_series` into memory, with its grid."""
    with xr.open_dataset(path, engine="h5netcdf") as source:
        dataset = source.load()
    reference = dataset["spatial_ref"].attrs
    crs = None if reference["crs_wkt"] == "radar geometry" else CRS.from_wkt(reference["crs_wkt"])
    transform = Affine.from_gdal(*(float(value) for value in reference["GeoTransform"].split()))
    return dataset, Grid(crs, transform, (dataset.sizes["y"], dataset.sizes["x"]))
