"""The displacement series and its layers as a CF NetCDF-4 file, written and read whole or block by block.

Every variable lies in the file as one uncompressed, contiguous array. A block of rows, a single date or the
series of a single pixel can then be read without touching the rest, and the bytes of the file do not depend
on the blocks in which it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import h5netcdf
import numpy as np
import xarray as xr
from affine import Affine
from numpy.typing import DTypeLike, NDArray
from rasterio.crs import CRS
from rasterio.windows import Window

from scarpwatch.conventions import SIGN
from scarpwatch.dates import DAYS_PER_YEAR, date_name, parse_date
from scarpwatch.errors import InputError
from scarpwatch.files.finished import atomic_path, hdf5_file
from scarpwatch.grids.grid import Grid
from scarpwatch.insar.motion.subsets import Patterns

SERIES = "displacement"
PATTERN, PATTERN_TABLE = "subset_pattern", "subset_of_date"  # a layer, and what its numbers stand for
EPOCH = date(1970, 1, 1)


def _coordinates(file: h5netcdf.File, grid: Grid, dates: Sequence[str]) -> None:
    rows, columns = grid.shape
    file.dimensions = {**({"time": len(dates)} if dates else {}), "y": rows, "x": columns}
    if dates:
        days = np.array([(parse_date(name) - EPOCH).days for name in dates], np.int32)
        time = file.create_variable("time", ("time",), data=days)
        time.attrs.update(
            {"units": "days since 1970-01-01", "calendar": "proleptic_gregorian", "standard_name": "time"}
        )
    x, y = (np.arange(columns), np.arange(rows)) if grid.crs is None else grid.centres()
    file.create_variable("y", ("y",), data=y)
    file.create_variable("x", ("x",), data=x)
    place = file.create_variable("spatial_ref", (), data=np.int64(0))
    place.attrs["crs_wkt"] = grid.crs.to_wkt() if grid.crs else "radar geometry"
    place.attrs["GeoTransform"] = " ".join(repr(float(value)) for value in grid.transform.to_gdal())


def _variable(file: h5netcdf.File, name: str, dims: tuple[str, ...], dtype: DTypeLike, units: str) -> Any:
    # Without a fill value of HDF5's own, space is not filled before it is written.
    variable = file.create_variable(name, dims, np.dtype(dtype))
    variable.attrs.update({"units": units, "grid_mapping": "spatial_ref"})
    if np.issubdtype(np.dtype(dtype), np.floating):
        variable.attrs["_FillValue"] = np.array(np.nan, dtype)
    return variable


def _variables(
    file: h5netcdf.File, layers: Mapping[str, tuple[DTypeLike, str]], *, series: bool
) -> dict[str, Any]:
    """The variables of the displacement series, where there is one, and of the layers, by name."""
    dims, variables = ("time", "y", "x"), {}
    if series:
        variables[SERIES] = _variable(file, SERIES, dims, np.float32, "m")
        variables[SERIES].attrs.update({"long_name": "line-of-sight displacement", "sign": SIGN})
    for name, (dtype, units) in layers.items():
        variables[name] = _variable(file, name, dims[1:], dtype, units)
    return variables


def _pattern_table(file: h5netcdf.File, patterns: Patterns) -> None:
    file.dimensions["pattern"] = len(patterns.table)
    table = file.create_variable(PATTERN_TABLE, ("pattern", "time"), data=patterns.table)
    table.attrs["long_name"] = "connected subset of each date; row n belongs to subset_pattern n + 1"


@contextmanager
def create_series(
    path: str | Path,
    grid: Grid,
    layers: Mapping[str, tuple[DTypeLike, str]],
    *,
    dates: Sequence[str] = (),
    attributes: Mapping[str, object] | None = None,
    patterns: Patterns | None = None,
) -> Iterator[Callable[..., None]]:
    """Create a series file and give a function that writes its blocks; the file appears when all is written.

    Parameters
    ----------
    layers : name to (type, units) of each layer (rows, columns)
    dates : ``YYYYMMDD`` of the displacement series; without dates the file has layers only
    attributes : what belongs to the whole file, such as the reference and the wavelength
    patterns : what the numbers of the layer ``subset_pattern`` stand for; may grow until all is written

    Yields
    ------
    write : function of (window, layers, displacement=None)
        ``layers`` is name to array (rows, columns) of the window, ``displacement`` an array (dates, rows,
        columns) in m. What belongs to a window may come in several calls.

    Raises
    ------
    ValueError
        If a part of a variable was never written.
    """
    missing = dict.fromkeys([*([SERIES] if dates else []), *layers], grid.shape[0] * grid.shape[1])
    with atomic_path(path) as temporary:
        with hdf5_file(temporary) as stream, h5netcdf.File(stream, "w") as file:
            file.attrs.update({"Conventions": "CF-1.11", **(attributes or {})})
            _coordinates(file, grid, dates)
            variables = _variables(file, layers, series=bool(dates))

            def write(
                window: Window,
                blocks: Mapping[str, NDArray[Any]],
                displacement: NDArray[np.floating] | None = None,
            ) -> None:
                given = dict(blocks) if displacement is None else {SERIES: displacement, **blocks}
                if unknown := given.keys() - variables.keys():
                    raise ValueError(f"{path}: no such layers: {', '.join(sorted(unknown))}")
                for name in [name for name in variables if name in given]:  # always in the same order
                    variables[name][(..., *window.toslices())] = given[name]
                    missing[name] -= window.height * window.width

            yield write
            if patterns is not None and len(patterns.table):
                _pattern_table(file, patterns)
        incomplete = [name for name, pixels in missing.items() if pixels]
        if incomplete:
            raise ValueError(f"{path}: not written in full: {', '.join(incomplete)}")


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
    kinds = {name: (values.dtype, units) for name, (values, units) in layers.items()}
    days = dates if displacement is not None else ()
    with create_series(path, grid, kinds, dates=days, attributes=attributes) as write:
        window = Window(0, 0, grid.shape[1], grid.shape[0])
        write(window, {name: values for name, (values, _) in layers.items()}, displacement)


@dataclass(frozen=True)
class SeriesFile:
    """An open series file.

    Attributes
    ----------
    grid : grid of the layers
    dates : ``YYYYMMDD`` of the displacement series; empty where the file has layers only
    attributes : of the whole file
    units : of each layer, by name, in the order of the file
    """

    grid: Grid
    dates: list[str]
    attributes: dict[str, Any]
    units: dict[str, str]
    file: h5netcdf.File

    @property
    def years(self) -> NDArray[np.float64]:
        """Time of each date since the first (yr)."""
        days = [parse_date(name) for name in self.dates]
        return np.array([(day - days[0]).days for day in days]) / DAYS_PER_YEAR

    def displacement(self, window: Window | None = None) -> NDArray[np.float32]:
        """Displacement (m) in a window, or everywhere, as array (dates, rows, columns)."""
        return self._read(SERIES, window)

    def at_date(self, number: int) -> NDArray[np.float32]:
        """Displacement (m) at one date, by its place among the dates, as array (rows, columns)."""
        return np.asarray(self.file.variables[SERIES][number])

    def layer(self, name: str, window: Window | None = None) -> NDArray[Any]:
        """A layer in a window, or everywhere, as array (rows, columns)."""
        return self._read(name, window)

    @property
    def patterns(self) -> Patterns:
        """What the numbers of the layer ``subset_pattern`` stand for; none where all pixels are connected."""
        if PATTERN_TABLE not in self.file.variables:
            return Patterns(np.empty((0, len(self.dates)), np.int16))
        return Patterns(np.asarray(self.file.variables[PATTERN_TABLE][:]))

    def pattern(self, window: Window | None = None) -> NDArray[np.int32]:
        """Number of each pixel's pattern, array (rows, columns); 0 where its pairs connect all dates."""
        if PATTERN in self.units:
            return self._read(PATTERN, window)
        shape = self.grid.shape if window is None else (window.height, window.width)
        return np.zeros(shape, np.int32)

    def _read(self, name: str, window: Window | None) -> NDArray[Any]:
        part = (...,) if window is None else (..., *window.toslices())
        return np.asarray(self.file.variables[name][part])


def _grid(reference: Mapping[str, Any], shape: tuple[int, int]) -> Grid:
    crs = None if reference["crs_wkt"] == "radar geometry" else CRS.from_wkt(reference["crs_wkt"])
    return Grid(crs, Affine.from_gdal(*(float(value) for value in reference["GeoTransform"].split())), shape)


@contextmanager
def open_series(path: str | Path) -> Iterator[SeriesFile]:
    """Open a file of :func:`create_series` or :func:`write_series` for reading block by block.

    Raises
    ------
    InputError
        If the file is missing or is no such file.
    """
    try:
        file = h5netcdf.File(path, "r")
    except OSError as error:
        raise InputError(
            path, f"the series cannot be read ({error})", "Run the rule that writes it."
        ) from None
    with file:
        shape = (file.dimensions["y"].size, file.dimensions["x"].size)
        times = file.variables["time"][:] if "time" in file.variables else []
        units = {
            name: str(variable.attrs["units"])
            for name, variable in file.variables.items()
            if variable.dimensions == ("y", "x")
        }
        yield SeriesFile(
            _grid(file.variables["spatial_ref"].attrs, shape),
            [date_name(date.fromordinal(EPOCH.toordinal() + int(day))) for day in times],
            dict(file.attrs),
            units,
            file,
        )


def read_series(path: str | Path) -> tuple[xr.Dataset, Grid]:
    """Read a whole series file into memory, with its grid."""
    with xr.open_dataset(path, engine="h5netcdf") as source:
        dataset = source.load()
    return dataset, _grid(dataset["spatial_ref"].attrs, (dataset.sizes["y"], dataset.sizes["x"]))
