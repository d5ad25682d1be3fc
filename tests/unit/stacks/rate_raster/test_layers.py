"""Rasters beside a rate: what they stand for, and what is not believed of them."""

import numpy as np
import pytest
from miniatures import rate_raster as miniature
from product_truth import Truth, degree_grid

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_raster, write_raster
from scarpwatch.stacks.rate_raster.layers import (
    incidence_in_radians,
    pile_notes,
    raster_grid,
    rate_in_metres,
    read_sight,
    read_values,
    require_coherence,
    sigma_in_metres,
)

TRUTH = Truth()
LON, LAT, _ = degree_grid()


@pytest.fixture
def folder(tmp_path):
    miniature.write(tmp_path, TRUTH)
    return tmp_path


def test_zeros_are_no_data_except_among_whole_numbers(folder):
    path = str(folder / "rate.tif")
    grid = raster_grid(path)
    values, _ = read_raster(path)
    values[3, 4] = 0
    write_raster(path, np.nan_to_num(values, nan=-9999), grid, nodata=-9999)
    read = read_values(path, path, grid)
    assert (np.isnan(read) == (TRUTH.missing(LON, LAT) | ((LON[3, 4] == LON) & (LAT[3, 4] == LAT)))).all()
    write_raster(path, np.nan_to_num(values, nan=-9999).astype(np.int16), grid, nodata=-9999)
    assert read_values(path, path, grid)[3, 4] == 0


@pytest.mark.parametrize(
    ("values", "unit", "fault"),
    [
        (np.array([np.nan, np.nan]), "mm/yr", "zero or no data"),
        (np.array([5.0, 5.0]), "mm/yr", "5 in all cells"),
        (np.linspace(-80, 30, 500), None, "sar.rate.unit says in which unit"),
        (np.linspace(-80, 30, 500), "m/yr", "reaches 80 m/yr"),
        (np.append(np.linspace(-80, 30, 500), -32768), "mm/yr", "no data in the file"),
        (np.linspace(-0.05, 0.03, 500), "mm/yr", "less than 0.1 mm/yr, which noise alone exceeds"),
    ],
)
def test_a_rate_that_cannot_be_is_refused(values, unit, fault):
    with pytest.raises(InputError, match=fault):
        rate_in_metres("rate.tif", values, unit, 1.0)


def test_unit_and_sign_are_applied():
    values = np.linspace(-80, 30, 500)
    assert rate_in_metres("rate.tif", values, "mm/yr", -1.0) == pytest.approx(-values / 1000)
    assert rate_in_metres("rate.tif", values, "cm/yr", 1.0) == pytest.approx(values / 100)


def test_a_rate_that_many_cells_share_is_told():
    values = np.random.default_rng(1).normal(size=1000)
    assert pile_notes(values) == []
    values[:50] = 1.25
    assert pile_notes(values) == [
        "5.0% of the rate is exactly 1.25: if that stands for no data, declare it in the file"
    ]
    whole = np.rint(3 * values)
    assert pile_notes(whole) == []
    whole[:600] = 0  # a border that the file does not declare
    assert len(pile_notes(whole)) == 1 and "exactly 0" in pile_notes(whole)[0]


def test_sigma_coherence_and_incidence_are_doubted():
    assert sigma_in_metres("s.tif", np.array([2.0, np.nan]), "mm/yr")[0] == pytest.approx(0.002)
    with pytest.raises(InputError, match="down to -1"):
        sigma_in_metres("s.tif", np.array([-1.0]), "mm/yr")
    with pytest.raises(InputError, match=r"its standard deviation goes up to 1e\+27 m/yr"):
        sigma_in_metres("s.tif", np.array([1e30, 1.0, np.nan]), "mm/yr")
    require_coherence("c.tif", np.array([0.2, 1.0, np.nan]))
    with pytest.raises(InputError, match="0 to 1"):
        require_coherence("c.tif", np.array([0.2, 200.0]))
    assert incidence_in_radians("i.tif", np.array([30.0, 45.0])) == pytest.approx(np.radians([30, 45]))
    assert incidence_in_radians("i.tif", np.array([0.5, 0.8])) == pytest.approx([0.5, 0.8])
    with pytest.raises(InputError, match="neither degrees"):
        incidence_in_radians("i.tif", np.array([0.5, 45.0]))
    with pytest.raises(InputError, match="zero or no data"):
        incidence_in_radians("i.tif", np.array([np.nan, np.nan]))


def test_a_look_vector_that_points_down_or_is_none_is_refused(folder):
    path = str(folder / "rate.tif")
    grid = raster_grid(path)
    files = {f"los_{name}": str(folder / f"los_{name}.tif") for name in ("east", "north", "up")}
    layers, tags = read_sight(files, path, grid, None)
    assert layers["incidence"] == pytest.approx(TRUTH.incidence(LON, LAT), abs=1e-5)
    assert tags["HEADING_DEG"] == pytest.approx(TRUTH.heading_deg, abs=0.1)
    up, _ = read_raster(files["los_up"])
    write_raster(files["los_up"], -up, grid)
    with pytest.raises(InputError, match="from the satellite to the ground"):
        read_sight(files, path, grid, None)
    write_raster(files["los_up"], 0.5 * up, grid)
    with pytest.raises(InputError, match="length is"):
        read_sight(files, path, grid, None)


def test_a_part_of_the_look_vector_may_be_zero(folder):
    path = str(folder / "rate.tif")
    grid = raster_grid(path)
    files = {f"los_{name}": str(folder / f"los_{name}.tif") for name in ("east", "north", "up")}
    for part, value in (("east", -0.6), ("north", 0.0), ("up", 0.8)):  # a satellite exactly in the west
        values = np.full(grid.shape, value, np.float32)
        values[0] = 0  # no data, as in all three parts
        write_raster(files[f"los_{part}"], values, grid)
    layers, tags = read_sight(files, path, grid, None)
    assert (layers["los_north"][1:] == 0).all() and np.isnan(layers["los_north"][0]).all()
    assert layers["incidence"][1:] == pytest.approx(np.arccos(0.8), abs=1e-6)
    assert tags["HEADING_DEG"] == pytest.approx(0, abs=1e-3)


def test_incidence_with_a_heading_gives_the_look_vector(tmp_path):
    miniature.write(tmp_path, TRUTH, sight="incidence")
    path, files = str(tmp_path / "rate.tif"), {"incidence": str(tmp_path / "incidence.tif")}
    grid = raster_grid(path)
    assert set(read_sight(files, path, grid, None)[0]) == {"incidence"}
    layers, _ = read_sight(files, path, grid, TRUTH.heading_deg)
    for name, part in zip(("east", "north", "up"), TRUTH.los(LON, LAT), strict=True):
        assert layers[f"los_{name}"] == pytest.approx(part, abs=1e-5)
    miniature.write(tmp_path, TRUTH)
    write_raster(tmp_path / "incidence.tif", np.full(LON.shape, 20, np.float32), grid)
    every = files | {f"los_{name}": str(tmp_path / f"los_{name}.tif") for name in ("east", "north", "up")}
    with pytest.raises(InputError, match=r"differs from that of the look vector by 1.* degrees"):
        read_sight(every, path, grid, None)


def test_rasters_on_other_grids_and_south_up_are_refused(folder):
    path = folder / "rate.tif"
    grid = raster_grid(path)
    sigma, _ = read_raster(folder / "rate_sigma.tif")
    write_raster(folder / "rate_sigma.tif", sigma[:-1], Grid(grid.crs, grid.transform, (49, 60)))
    with pytest.raises(InputError, match=r"is not that of rate.tif"):
        read_values(folder / "rate_sigma.tif", path, grid)
    values, _ = read_raster(path)
    upside = Grid(grid.crs, grid.transform @ type(grid.transform)(1, 0, 0, 0, -1, 50), grid.shape)
    write_raster(path, values, upside)
    with pytest.raises(InputError, match="not north up"):
        raster_grid(path)
    write_raster(path, values, Grid(None, grid.transform, grid.shape))
    with pytest.raises(InputError, match="coordinate system"):
        raster_grid(path)
