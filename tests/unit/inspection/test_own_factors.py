"""The user's own factors among the inputs."""

import geopandas as gpd
import pytest
from own_factor_files import GRID, LAST, MORE, write_own_factors
from shapely.geometry import LineString, Point

from scarpwatch.config import load_config
from scarpwatch.errors import ConfigError, InputError
from scarpwatch.inputs.rasters.checks import Area
from scarpwatch.inspection.own_factors import (
    derived_words,
    dynamic_series,
    own_checks,
    own_outlines,
    own_titles,
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    write_own_factors(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def config_of(more, *, cell_m=None, sar=None, **factors):
    sources = {"factors": {"dem": "dem.tif", "more": more, **factors}, "inventory": {"file": "slides.gpkg"}}
    demo = {} if sar else None
    return load_config(
        {"name": "a", "grid": {"resolution_m": cell_m}, "sar": sar, "demo": demo, **sources}, "a.yaml"
    )


def found(config, name, until=None):
    area = Area("dem.tif", 1, GRID.crs, GRID.bounds)
    return dict(own_checks(config, until))[f"factors.more.{name}"](area)


STATIC = {name: own for name, own in MORE.items() if name != "rain_30d"}


def test_every_source_is_checked_by_what_it_holds(folder):
    config = config_of(STATIC)
    assert [name for name, _ in own_checks(config)] == [f"factors.more.{name}" for name in STATIC]
    rain = found(config, "rainfall")
    assert rain["coverage"] == 1 and rain["unit"] == "mm" and rain["lowest"] == 5
    assert found(config, "land_cover")["values"] == ["forest", "pasture"]
    assert found(config, "soil")["values"] == ["1", "2"]
    assert found(config, "wind")["highest"] < 360
    assert found(config, "quarries")["geometry"] == "Point" and "unit" not in found(config, "quarries")
    assert found(config, "road_density")["unit"] == "km/km2"


def test_a_series_is_checked_up_to_its_day_or_that_of_the_assessment(folder):
    dynamic = config_of({"rain_30d": MORE["rain_30d"]}, sar={"source": "simulated"})
    assert list(own_checks(dynamic)) == [] and dynamic_series(dynamic) == ["factors.more.rain_30d"]
    assert found(dynamic, "rain_30d", LAST)["dates"] == "2024-05-30 to 2024-06-28"
    fixed = {"series": "own/rain", "days": 3, "until": "2024-06-10"}
    static = config_of({"rain": fixed})
    assert found(static, "rain", LAST)["dates"] == "2024-06-08 to 2024-06-10" and dynamic_series(static) == []
    (outline,) = [make() for _, make in own_outlines(static)]
    assert outline.name == "factors.more.rain"


def test_faults_name_the_key(folder):
    more = {
        "rainfall": {**MORE["rainfall"], "plausible": [0, 100]},
        "soil": {**MORE["soil"], "names": {7: "peat"}},
    }
    with pytest.raises(InputError, match=r"factors\.more\.rainfall\.plausible"):
        found(config_of(more), "rainfall")
    with pytest.raises(InputError, match=r"factors\.more\.soil\.names"):
        found(config_of(more), "soil")
    with pytest.raises(InputError, match=r"Set factors\.more\.land_cover\.column"):
        found(config_of({"land_cover": {**MORE["land_cover"], "column": "klass"}}), "land_cover")


def test_a_density_is_of_one_kind_and_of_a_circle_larger_than_a_cell(folder):
    mixed = [Point(700_300, 9_559_500), LineString([(700_100, 9_559_500), (700_200, 9_559_400)])]
    gpd.GeoDataFrame(geometry=mixed, crs=GRID.crs).to_file("mixed.gpkg")
    with pytest.raises(InputError, match="the features are points and lines"):
        found(config_of({"density": {"density_of": "mixed.gpkg"}}), "density")
    narrow = {**MORE["road_density"], "radius_m": 10}
    assert found(config_of({"road_density": narrow}), "road_density")["features"] == 1
    with pytest.raises(ConfigError, match=r"road_density\.radius_m: a radius of 10 m is smaller than a cell"):
        found(config_of({"road_density": narrow}, cell_m=20), "road_density")


def test_each_has_its_title_and_its_place(folder):
    config = config_of(STATIC)
    titles = own_titles(config)
    assert titles["factors.more.rainfall"] == "Maximum daily rainfall"
    assert titles["factors.more.land_cover"] == "Land cover"
    outlines = {name: make() for name, make in own_outlines(config)}
    assert set(outlines) == set(titles)
    assert all(outline.name == name and len(outline.ring) > 4 for name, outline in outlines.items())


def test_tiles_of_a_raster_are_one_input_and_have_an_outline_each(folder):
    config = config_of({"wet": {"raster": ["own/rain_max_day.tif", "own/rain_max_day.tif"]}})
    assert found(config, "wet")["coverage"] == 1
    assert len(list(own_outlines(config))) == 2


def test_further_factors_from_the_dem_are_told(folder):
    (folder / "gully.py").write_text("FACTOR = {'title': 'Gullies'}\n\n\ndef derive(dem):\n    yield\n")
    terrain = ["slope", "elevation", {"local_relief": {"radius_m": 60}}]
    config = config_of({}, terrain=terrain, plugins=["gully.py"])
    assert list(derived_words(config)) == [
        ("Local relief", "derived from the DEM, radius_m: 60"),
        ("Gullies", "derived from the DEM by gully.py"),
    ]
    assert list(derived_words(config_of({}, terrain=["slope", "elevation"]))) == []
