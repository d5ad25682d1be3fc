"""Rasters of plain numbers: size, place and type by the text file beside them, and what does not fit together."""

from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from plain_files import write_dem_par, write_gacos
from rasterio.crs import CRS
from rasterio.windows import Window

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, open_raster, read_grid, read_raster
from scarpwatch.grids.plain_numbers import document_of, header_of

GRID = Grid(CRS.from_epsg(4326), Affine(0.001, 0, 10.5, 0, -0.002, 47.25), (3, 4))
VALUES = np.arange(12, dtype=np.float32).reshape(3, 4) + 0.5


def same(one: Grid, other: Grid) -> bool:
    return (
        one.shape == other.shape
        and one.crs == other.crs
        and one.transform.almost_equals(other.transform, 1e-12)
    )


def test_a_delay_of_gacos(tmp_path: Path) -> None:
    values = VALUES.copy()
    values[1, 2] = 0
    write_gacos(tmp_path / "20240105.ztd", values, GRID)
    found, grid = read_raster(tmp_path / "20240105.ztd")
    assert same(grid, GRID)
    values[1, 2] = np.nan
    np.testing.assert_array_equal(found, values)
    with open_raster(tmp_path / "20240105.ztd") as source:
        assert source.read(1, window=Window(1, 2, 2, 1)).tolist() == [[9.5, 10.5]]


@pytest.mark.parametrize(
    ("name", "dtype"), [("a/a.unw", "<f4"), ("a/a.cc", "<f4"), ("a/a.cc", "u1"), ("E.geo", "<f4")]
)
def test_images_of_licsbas(tmp_path: Path, name: str, dtype: str) -> None:
    write_dem_par(tmp_path, GRID)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    VALUES.astype(dtype).tofile(path)
    with open_raster(path) as source:
        assert source.dtypes == ("uint8" if dtype == "u1" else "float32",)
        np.testing.assert_array_equal(source.read(1), VALUES.astype(dtype))
    assert same(read_grid(path), GRID)


def test_other_files_are_left_to_gdal(tmp_path: Path) -> None:
    for name in ("a.tif", "a.unw", "b/a.unw", "G.geo", "dem.img"):
        assert header_of(tmp_path / name) is None
        assert document_of(tmp_path / name) is None


@pytest.mark.parametrize(
    ("damage", "where", "fault"),
    [
        (
            lambda f: (f / "d.ztd.rsc").unlink(),
            "d.ztd",
            "its size and place are not known: d.ztd.rsc cannot be read",
        ),
        (
            lambda f: change(f, "WIDTH           4", "WIDTH 5"),
            "d.ztd",
            "it has 48 bytes, and by d.ztd.rsc 3 x 5 numbers",
        ),
        (lambda f: (f / "d.ztd").write_bytes(b"12345"), "d.ztd", "it has 5 bytes"),
        (lambda f: (f / "d.ztd").write_bytes(b"0" * 12), "d.ztd", "it has 12 bytes"),
        (
            lambda f: change(f, "X_FIRST         10.5005", "X_FIRST"),
            "d.ztd.rsc",
            "X_FIRST is missing or not a number",
        ),
        (lambda f: change(f, "X_FIRST         10.5005", "X_FIRST nan"), "d.ztd.rsc", "X_FIRST is missing"),
        (
            lambda f: change(f, "Y_STEP          -", "Y_STEP "),
            "d.ztd.rsc",
            "3 x 4 cells of 0.001 and 0.002 degrees",
        ),
        (
            lambda f: change(f, "LATLON", "UTM32"),
            "d.ztd.rsc",
            "its projection is UTM32, and degrees are read",
        ),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, damage, where: str, fault: str) -> None:
    write_gacos(tmp_path / "d.ztd", VALUES, GRID)
    damage(tmp_path)
    with pytest.raises(InputError, match=fault) as caught:
        read_grid(tmp_path / "d.ztd")
    assert Path(caught.value.where).name == where


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "d.ztd.rsc"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
