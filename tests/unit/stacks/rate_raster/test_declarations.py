"""Unit, sign and period of a rate: told by the file or the config, never guessed."""

from datetime import date

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.stacks.rate_raster.declarations import (
    Header,
    declared_period,
    declared_sign,
    declared_unit,
    read_header,
    unit_in,
)

NOTHING = Header((), {})


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("mm/yr", "mm/yr"),
        ("mm/year", "mm/yr"),
        ("mm a-1", "mm/yr"),
        ("cm yr^-1", "cm/yr"),
        ("Metres per year", "m/yr"),
        ("m/y", "m/yr"),
        ("mm", None),
        ("rad/yr", None),
        ("mm/day", None),
        ("", None),
    ],
)
def test_units_are_read_as_people_write_them(text, unit):
    assert unit_in(text) == unit


def test_the_header_gives_unit_and_tags(tmp_path):
    path = tmp_path / "rate.tif"
    grid = Grid(CRS.from_epsg(32614), Affine(10, 0, 0, 0, -10, 0), (4, 5))
    write_raster(
        path, np.ones((4, 5), np.float32), grid, descriptions=["rate (cm/yr)"], tags={"sign": "positive away"}
    )
    header = read_header(path)
    assert (declared_unit(path, header, None), declared_sign(path, header, None)) == ("cm/yr", -1.0)
    with rasterio.open(path, "r+") as file:
        file.units = ("mm/yr",)
    with pytest.raises(InputError, match="cm/yr and mm/yr"):
        declared_unit(path, read_header(path), None)


def test_file_and_config_must_not_contradict_each_other():
    assert declared_unit("a.tif", NOTHING, "mm/yr") == "mm/yr"
    assert declared_unit("a.tif", NOTHING, None) is None
    with pytest.raises(InputError, match=r"its numbers are cm/yr, and sar.rate.unit mm/yr"):
        declared_unit("a.tif", Header(("cm/yr",), {}), "mm/yr")
    towards = Header((), {"SIGN": "positive towards the satellite, along the line of sight"})
    assert declared_sign("a.tif", towards, None) == declared_sign("a.tif", NOTHING, False) == 1.0
    assert declared_sign("a.tif", NOTHING, True) == -1.0
    with pytest.raises(InputError, match=r"sar.rate.negate is true"):
        declared_sign("a.tif", towards, True)
    for header in (NOTHING, Header((), {"SIGN": "positive up, negative away from the satellite"})):
        with pytest.raises(InputError, match=r"neither its tag SIGN nor sar.rate.negate"):
            declared_sign("a.tif", header, None)


def test_the_period_is_told_and_in_order():
    tags = Header((), {"FIRST_DATE": "2020-01-01", "LAST_DATE": "20221231"})
    assert declared_period("a.tif", tags, {}) == (date(2020, 1, 1), date(2022, 12, 31))
    assert declared_period("a.tif", tags, {"last_date": date(2021, 1, 1)})[1] == date(2021, 1, 1)
    with pytest.raises(InputError, match=r"sar.rate.first_date"):
        declared_period("a.tif", NOTHING, {})
    with pytest.raises(InputError, match="'soon', no date"):
        declared_period("a.tif", Header((), {"FIRST_DATE": "soon"}), {})
    with pytest.raises(InputError, match="is not before"):
        declared_period("a.tif", tags, {"last_date": date(2019, 1, 1)})
