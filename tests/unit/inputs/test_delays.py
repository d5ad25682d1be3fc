"""Tropospheric delay rasters of the user."""

from datetime import date

import numpy as np
import pytest
from affine import Affine
from plain_files import write_gacos
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.inputs.delays import check_delays, list_delays
from scarpwatch.insar.corrections.delays import sample_raster

GRID = Grid(CRS.from_epsg(4326), Affine(0.01, 0, 10, 0, -0.01, 47), (40, 60))
DATES = [date(2024, 1, 7), date(2024, 1, 19), date(2024, 1, 31)]


def plane(grid=GRID):
    x, y = np.meshgrid(*grid.centres())
    return (2.0 + 0.1 * (x - 10) + 0.3 * (y - 47)).astype(np.float32)


@pytest.fixture
def folder(tmp_path):
    for number, day in enumerate(DATES):
        write_raster(tmp_path / f"{day:%Y%m%d}.ztd.tif", plane() + 0.01 * number, GRID)
    (tmp_path / "readme.txt").write_text("of no matter")
    write_raster(tmp_path / "dem.tif", plane() * 100, GRID)
    return tmp_path


def test_every_date_has_its_file_and_others_do_not_matter(folder):
    assert [path.name for path in list_delays(folder, DATES[:2]).values()] == [
        "20240107.ztd.tif",
        "20240119.ztd.tif",
    ]
    found = check_delays(list_delays(folder, DATES), folder / "dem.tif")
    assert found["files"] == 3
    assert "notes" not in found
    assert 1.8 < found["lowest_m"] < found["highest_m"] < 2.2


def test_delays_as_gacos_sends_them(folder, tmp_path):
    """Plain numbers with a text file beside them: the same values at the same places as from a GeoTIFF."""
    (tmp_path / "gacos").mkdir()
    for number, day in enumerate(DATES):
        write_gacos(tmp_path / "gacos" / f"{day:%Y%m%d}.ztd", plane() + 0.01 * number, GRID)
    files = list_delays(tmp_path / "gacos", DATES)
    assert [path.name for path in files.values()] == [f"{day:%Y%m%d}.ztd" for day in DATES]
    assert check_delays(files, folder / "dem.tif") == check_delays(
        list_delays(folder, DATES), folder / "dem.tif"
    )
    lon, lat = np.meshgrid(np.linspace(10.1, 10.5, 5), np.linspace(46.7, 46.9, 4))
    expected = 2.0 + 0.1 * (lon - 10) + 0.3 * (lat - 47)
    assert sample_raster(files["20240107"], lon, lat) == pytest.approx(expected, abs=1e-6)
    (tmp_path / "gacos" / "20240119.ztd.rsc").unlink()
    with pytest.raises(InputError, match=r"20240119\.ztd\.rsc cannot be read"):
        check_delays(files, folder / "dem.tif")


def test_what_is_there_instead_is_named(folder, tmp_path):
    with pytest.raises(
        InputError, match=r"no file 20240212.*; there are those of 3 dates, 20240107 to 20240131"
    ):
        list_delays(folder, [date(2024, 2, 12)])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="; the folder is empty"):
        list_delays(tmp_path / "empty", DATES)
    (tmp_path / "empty" / "delay_2024-01-07.grd").touch()
    with pytest.raises(InputError, match=r"; there is delay_2024-01-07\.grd"):
        list_delays(tmp_path / "empty", DATES)


def test_a_missing_date_and_a_date_twice_are_refused(folder):
    with pytest.raises(InputError, match="no delay raster for 20240212 and 1 other dates"):
        list_delays(folder, [*DATES, date(2024, 2, 12), date(2024, 2, 24)])
    (folder / "20240119_copy.tif").write_bytes((folder / "20240119.ztd.tif").read_bytes())
    with pytest.raises(InputError, match="two delay rasters for 20240119"):
        list_delays(folder, DATES)
    with pytest.raises(InputError, match="no folder"):
        list_delays(folder / "nowhere", DATES)


def test_a_name_that_steps_cannot_be_given_is_refused_where_it_is_used(folder):
    (folder / "20240131.ztd.tif").rename(folder / "20240131_{zenith}.tif")
    assert len(list_delays(folder, DATES[:2])) == 2
    with pytest.raises(InputError, match=r"20240131_\{zenith\}\.tif: its path holds \{zenith\}"):
        list_delays(folder, DATES)


@pytest.mark.parametrize(
    ("factor", "shift", "fault"),
    [(1000, 0, "delay is a few metres"), (0, 0, "it is empty"), (1, 30, "does not overlap")],
)
def test_files_that_hold_no_delays_of_the_area_are_refused(folder, factor, shift, fault):
    grid = Grid(GRID.crs, GRID.transform @ Affine.translation(100 * shift, 0), GRID.shape)
    write_raster(folder / "20240119.ztd.tif", factor * plane(), grid)
    with pytest.raises(InputError, match=fault):
        check_delays(list_delays(folder, DATES), folder / "dem.tif")


def test_zeros_are_no_delays_and_are_told(folder):
    gap = plane()
    gap[10, 10] = 0
    write_raster(folder / "20240119.ztd.tif", gap, GRID)
    found = check_delays(list_delays(folder, DATES), folder / "dem.tif")
    assert found["lowest_m"] > 1.8
    assert found["notes"] == [
        "1 of 3 have cells without a delay (0 or no data), 20240119.ztd.tif most, 0.04%: pixels there are without that date, "
        "on the first date without all"
    ]


def test_what_lies_between_a_delay_and_a_gap_is_refused(folder):
    smeared = plane()
    smeared[10, 10] = 0.31
    write_raster(folder / "20240119.ztd.tif", smeared, GRID)
    with pytest.raises(InputError, match=r"20240119.*0\.31 m where 1\.97 m is usual"):
        check_delays(list_delays(folder, DATES), folder / "dem.tif")
    write_raster(folder / "20240119.ztd.tif", smeared / 20, GRID)  # wet delays alone may be as small as that
    assert check_delays(list_delays(folder, DATES), folder / "dem.tif")["lowest_m"] == 0.0155
