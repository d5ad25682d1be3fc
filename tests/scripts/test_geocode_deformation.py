"""Products on the analysis grid: the right value at the right place, NaN where nothing was seen."""

import json

import numpy as np
import pytest
from affine import Affine
from pyproj import Transformer
from rasterio.crs import CRS
from scipy.ndimage import map_coordinates
from small_stack import PRODUCTS, PROVENANCE
from steps import read_json, run_main

from scarpwatch.conventions import SIGN
from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid, open_raster, read_grid, read_raster, read_tags, write_raster
from scarpwatch.insar.reference.window import Reference
from scarpwatch.insar.series.file import read_series, write_series

QUALITY = {
    "first_date": "2024-01-07",
    "last_date": "2024-07-05",
    "reference": Reference(3, 4, 1, "by the test", longitude=-84.25, latitude=36.5)._asdict(),
}


def known_fields(x, y):
    """Fields that are planes over the map (m/yr, m/yr, m, 1)."""
    east, north = (x - 742_500) / 1000, (y - 4_053_000) / 1000
    return {
        "rate": 0.01 * east - 0.02 * north,
        "sigma": 0.002 + 0.0001 * east,
        "cumulative": -0.005 * east,
        "temporal_coherence": 0.8 + 0.02 * north,
    }


def write_mask(path, grid, removed=False):
    """A quality mask of one criterion."""
    bands = np.broadcast_to(np.asarray(removed, np.uint8), (2, *grid.shape))
    write_raster(path, bands, grid, descriptions=["by_the_test", "removed"])


def factor(product):
    return 1 if product == "temporal_coherence" else 100


LAYER = {**{name: name for name in PRODUCTS}, "rate_sigma": "sigma"}


@pytest.fixture
def planted(stack, tmp_path):
    """Files with known planes in place of the stack's velocity, and a hole in them."""
    latitude, grid = read_raster(stack.path("stack/latitude.tif"))
    longitude, _ = read_raster(stack.path("stack/longitude.tif"))
    x, y = Transformer.from_crs(4326, 32616, always_xy=True).transform(longitude, latitude)
    seen = np.isfinite(latitude)
    fields = known_fields(np.where(seen, x, np.nan), np.where(seen, y, np.nan))
    hole = np.zeros(grid.shape, bool)
    hole[28:34, 26:33] = True
    for values in fields.values():
        values[hole] = np.nan
    layers = {name: (values.astype(np.float32), "1") for name, values in fields.items()}
    write_series(tmp_path / "velocity.nc", grid, layers)
    write_mask(tmp_path / "quality_mask.tif", grid)
    (tmp_path / "quality.json").write_text(json.dumps(QUALITY))
    files = {"velocity": "velocity.nc", "quality": "quality.json", "quality_mask": "quality_mask.tif"}
    inputs = {name: str(tmp_path / file) for name, file in files.items()}
    return inputs, (longitude[hole], latitude[hole])


def test_known_planes_land_where_they_belong(stack, planted, tmp_path):
    inputs, _ = planted
    made = stack.run("geocode_deformation", into=tmp_path, inputs=inputs)
    grid = read_grid(stack.path("dem.tif"))
    expected = known_fields(*np.meshgrid(*grid.centres()))
    for name in PRODUCTS:
        values, found = read_raster(made[name])
        assert found == grid
        assert values.dtype == np.float32
        covered = np.isfinite(values)
        assert 0.8 < covered.mean() < 1
        true = factor(name) * expected[LAYER[name]]
        off = np.abs(values - true)[covered] / np.ptp(true)
        assert np.quantile(off, 0.99) < 2e-4
        assert off.max() < 0.02  # at the rim of the hole the known neighbours alone count


def test_holes_stay_holes_and_nothing_is_extrapolated(stack, planted, tmp_path):
    inputs, (longitude, latitude) = planted
    made = stack.run("geocode_deformation", into=tmp_path, inputs=inputs)
    values, grid = read_raster(made.rate)
    x, y = Transformer.from_crs(4326, grid.crs, always_xy=True).transform(longitude.mean(), latitude.mean())
    column, row = (int(n) for n in ~grid.transform @ (x, y))
    assert np.isnan(values[row - 2 : row + 3, column - 2 : column + 3]).all()
    missing = np.isnan(values)
    border = missing[0].all() or missing[-1].all() or missing[:, 0].all() or missing[:, -1].all()
    assert border  # the swath ends before the map does
    report = read_json(made.registration)
    assert report["covered_share"] == pytest.approx(1 - missing.mean())


def test_what_the_quality_mask_removes_is_left_out(stack, planted, tmp_path):
    inputs, _ = planted
    whole = stack.run("geocode_deformation", into=tmp_path / "whole", inputs=inputs)
    removed = np.zeros(read_grid(stack.path("stack/height.tif")).shape, bool)
    removed[:20] = True
    write_mask(tmp_path / "quality_mask.tif", read_grid(stack.path("stack/height.tif")), removed)
    made = stack.run("geocode_deformation", into=tmp_path / "cut", inputs=inputs)
    for name in PRODUCTS:
        before, after = read_raster(whole[name])[0], read_raster(made[name])[0]
        share = np.isfinite(after).sum() / np.isfinite(before).sum()
        assert share == pytest.approx(1 - 20 / len(removed), abs=0.1)
        both = np.isfinite(after)
        assert np.isfinite(before[both]).all()


def test_masked_radar_cells_and_the_dems_gaps_are_left_out(stack, planted, tmp_path):
    inputs, _ = planted
    mask, radar = read_raster(stack.path("stack/layover_shadow.tif"))
    mask[:, :35] = 1
    write_raster(tmp_path / "mask.tif", mask, radar)
    dem, grid = read_raster(stack.path("dem.tif"))
    dem[40:50, 60:70] = np.nan
    write_raster(tmp_path / "dem.tif", dem, grid)
    whole = stack.run("geocode_deformation", into=tmp_path / "whole", inputs=inputs)
    inputs |= {"mask": [str(tmp_path / "mask.tif")], "dem": str(tmp_path / "dem.tif")}
    made = stack.run("geocode_deformation", into=tmp_path / "cut", inputs=inputs)
    before, after = read_raster(whole.rate)[0], read_raster(made.rate)[0]
    assert np.isfinite(before[40:50, 60:70]).all()
    assert np.isnan(after[40:50, 60:70]).all()
    assert np.isfinite(after).sum() < 0.75 * np.isfinite(before).sum()
    both = np.isfinite(after)
    np.testing.assert_array_equal(after[both], before[both])
    report = read_json(made.registration)
    assert report["covered_share"] == pytest.approx(both.sum() / np.isfinite(dem).sum())


def test_a_map_that_would_be_empty_is_refused(stack, planted, tmp_path):
    inputs, _ = planted
    dem, grid = read_raster(stack.path("dem.tif"))
    write_raster(tmp_path / "dem.tif", np.full_like(dem, np.nan), grid)
    with pytest.raises(DataError, match=r"none of the pixels .* lies on a cell of the analysis grid"):
        stack.run("geocode_deformation", into=tmp_path, inputs={**inputs, "dem": str(tmp_path / "dem.tif")})


def test_tags_say_units_sign_dates_and_reference(stack, planted, tmp_path):
    made = stack.run("geocode_deformation", into=tmp_path, inputs=planted[0])
    units = {"rate": "cm/yr", "rate_sigma": "cm/yr", "cumulative": "cm", "temporal_coherence": "1"}
    for name, unit in units.items():
        tags = read_tags(made[name])
        assert tags["UNITS"] == unit
        assert tags["PROGRAM"] == "ScarpWatch" and {key: tags[key] for key in PROVENANCE} == PROVENANCE
        assert tags["SIGN"] == SIGN
        assert (tags["FIRST_DATE"], tags["LAST_DATE"]) == ("2024-01-07", "2024-07-05")
        assert tags["REFERENCE"] == "-84.250000 E, 36.500000 N (by the test)"
        with open_raster(made[name]) as source:
            assert np.isnan(source.nodata)
            assert source.descriptions == (f"{name} ({unit})",)


def test_registration_finds_the_stack_in_place_and_a_shift_where_there_is_one(stack, tmp_path):
    report = read_json(stack.path("registration.json"))
    assert report["shift_cells"] == [0, 0]
    assert report["height_correlation"] > 0.9
    dem, grid = read_raster(stack.path("dem.tif"))
    moved = Grid(grid.crs, grid.transform @ Affine.translation(2, -1), grid.shape)
    write_raster(tmp_path / "dem.tif", dem, moved)
    made = stack.run("geocode_deformation", into=tmp_path, inputs={"dem": str(tmp_path / "dem.tif")})
    assert read_json(made.registration)["shift_cells"] != [0, 0]


def test_a_mapped_stack_is_warped(tmp_path):
    source = Grid(CRS.from_epsg(4326), Affine(0.001, 0, -84.34, 0, -0.001, 36.66), (60, 80))
    target = Grid(CRS.from_epsg(32616), Affine(50, 0, 740_500, 0, -50, 4_058_000), (60, 70))
    longitude, latitude = np.meshgrid(*source.centres())
    x, y = Transformer.from_crs(4326, 32616, always_xy=True).transform(longitude, latitude)
    layers = {name: (values.astype(np.float32), "1") for name, values in known_fields(x, y).items()}
    write_series(tmp_path / "velocity.nc", source, layers)
    write_raster(tmp_path / "height.tif", (x / 100).astype(np.float32), source)
    write_raster(tmp_path / "dem.tif", np.ones(target.shape, np.float32), target)
    write_mask(tmp_path / "quality_mask.tif", source)
    (tmp_path / "quality.json").write_text(json.dumps(QUALITY))
    made = run_main(
        "geocode_deformation",
        inputs={
            "quality_mask": str(tmp_path / "quality_mask.tif"),
            "velocity": str(tmp_path / "velocity.nc"),
            "quality": str(tmp_path / "quality.json"),
            "height": str(tmp_path / "height.tif"),
            "position": [],
            "mask": [],
            "dem": str(tmp_path / "dem.tif"),
        },
        output={
            **{name: str(tmp_path / f"{name}.tif") for name in (*PRODUCTS, "remark", "reasons")},
            "registration": str(tmp_path / "registration.json"),
        },
        params={"resampling": "auto", "provenance": PROVENANCE},
        wildcards={"until": "2024-07-05"},
    )
    (decision,) = read_json(made.registration)["decisions"]
    assert decision["taken"] == read_json(made.registration)["resampling"] == "bilinear"
    rate, grid = read_raster(made.rate)
    assert grid == target
    true = 100 * known_fields(*np.meshgrid(*target.centres()))["rate"]
    covered = np.isfinite(rate)
    assert covered.mean() > 0.8
    np.testing.assert_allclose(rate[covered], true[covered], atol=0.03)


def on_map(stack, band):
    with open_raster(stack.path("ground.tif")) as source:
        return source.read(band)


def test_the_dome_rises_on_the_map(rising):
    rate, _ = read_raster(rising.path("rate.tif"))
    true = 100 * on_map(rising, 2)
    known = np.isfinite(rate)
    assert known.mean() > 0.8
    assert np.sqrt(np.mean((rate - true)[known] ** 2)) < 0.4
    assert rate[30, 35] == pytest.approx(6, abs=0.8)
    cumulative, _ = read_raster(rising.path("cumulative.tif"))
    np.testing.assert_allclose(cumulative[known], rate[known] * rising.years[-1], rtol=0.01, atol=0.01)


def test_the_stacks_map_shows_what_moves(stack):
    """Slow slopes and bowls appear on the map at their place, up to the offset of the reference."""
    rate, _ = read_raster(stack.path("rate.tif"))
    years = stack.years
    slope = np.linalg.pinv(np.column_stack([np.ones_like(years), years]))[1]
    # Half a year of a season passes for a rate, in the truth as in the series.
    true = 100 * (on_map(stack, 2) + slope @ np.sin(2 * np.pi * years) * on_map(stack, 3))
    known = np.isfinite(rate)
    assert known.mean() > 0.85
    error = (rate - true)[known]
    assert error.std() < 0.75
    assert np.corrcoef(rate[known], true[known])[0, 1] > 0.85
    shifted = np.roll(true, (6, 6), axis=(0, 1))
    assert np.corrcoef(rate[known], true[known])[0, 1] > np.corrcoef(rate[known], shifted[known])[0, 1] + 0.1
    coherence, _ = read_raster(stack.path("temporal_coherence.tif"))
    assert ((coherence[known] > 0.69) & (coherence[known] <= 1)).all()


def test_the_map_is_the_radar_layer_at_each_place(stack):
    """The same value by another way: the map sampled at each radar cell's longitude and latitude."""
    rate, grid = read_raster(stack.path("rate.tif"))
    velocity, _ = read_series(stack.path("velocity.nc"))
    latitude, longitude = (
        read_raster(stack.path(f"stack/{name}.tif"))[0] for name in ("latitude", "longitude")
    )
    seen = np.isfinite(latitude) & stack.clear & np.isfinite(velocity["rate"].values)
    x, y = Transformer.from_crs(4326, grid.crs, always_xy=True).transform(longitude[seen], latitude[seen])
    column, row = ~grid.transform @ (np.asarray(x), np.asarray(y))
    sampled = map_coordinates(rate, [row - 0.5, column - 0.5], order=1, cval=np.nan)
    radar = 100 * velocity["rate"].values[seen]
    both = np.isfinite(sampled)
    assert both.mean() > 0.8
    assert np.corrcoef(sampled[both], radar[both])[0, 1] > 0.98
