"""All inputs of a run, checked together."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from raster_makers import CELL, NORTH, UTM, WEST, hills, write
from shapely import LineString, Point, box

from scarpwatch.config import load_config, read_config
from scarpwatch.errors import InputError
from scarpwatch.inspection.checks import check_inputs
from scarpwatch.inspection.inputs_look import look_at_inputs


@pytest.fixture
def raw(tmp_path: Path) -> dict[str, Any]:
    write(tmp_path / "dem.tif", hills())
    write(tmp_path / "ndvi.tif", (hills() - 1000) / 200)
    rng = np.random.default_rng(1)
    slides = [Point(WEST + x, NORTH - y) for x, y in rng.uniform(CELL, 50 * CELL, (40, 2))]
    gpd.GeoDataFrame({"id": range(40)}, geometry=slides, crs=UTM).to_file(tmp_path / "slides.gpkg")
    road = LineString([(WEST, NORTH), (WEST + 900, NORTH - 900)])
    gpd.GeoDataFrame({"id": [1]}, geometry=[road], crs=UTM).to_file(tmp_path / "roads.gpkg")
    factors = {name: str(tmp_path / file) for name, file in (("dem", "dem.tif"), ("ndvi", "ndvi.tif"))}
    factors["roads"] = str(tmp_path / "roads.gpkg")
    return {"name": "a", "factors": factors, "inventory": {"file": str(tmp_path / "slides.gpkg")}}


def test_what_was_found_and_what_is_left_out(raw: dict[str, Any]) -> None:
    found = check_inputs(load_config(raw, "a"))
    assert set(found) == {"dem", "ndvi", "roads", "inventory", "left_out"}
    assert found["inventory"]["landslides_inside"] == 40
    assert found["left_out"] == ["faults", "lithology", "rivers"]


def test_terrain_that_is_not_chosen_is_left_out_and_own_factors_are_found_by_their_keys(
    raw: dict[str, Any], tmp_path: Path
) -> None:
    write(tmp_path / "rain.tif", hills())
    raw["factors"] |= {
        "terrain": ["slope", "elevation"],
        "more": {"units": {"raster": str(tmp_path / "rain.tif")}},
    }
    found = check_inputs(load_config(raw, "a"))
    assert found["factors.more.units"]["coverage"] == 1 and "units" not in found
    assert {"aspect", "profile_curvature"} < set(found["left_out"])


def test_rivers_from_the_dem_are_not_left_out(raw: dict[str, Any]) -> None:
    raw["factors"]["rivers"] = {"from_dem_km2": 0.5}
    assert "rivers" not in check_inputs(load_config(raw, "a"))["left_out"]


@pytest.mark.parametrize("key", ["ndvi", "roads", "faults"])
def test_every_layer_is_checked(raw: dict[str, Any], key: str, tmp_path: Path) -> None:
    raw["factors"][key] = str(tmp_path / "wrong.gpkg")
    (tmp_path / "wrong.gpkg").write_text("nothing")
    with pytest.raises(InputError, match=r"wrong\.gpkg"):
        check_inputs(load_config(raw, "a"))


@pytest.mark.parametrize("look", [False, True])
def test_landslides_and_a_table_of_units_belong_together(
    raw: dict[str, Any], tmp_path: Path, look: bool
) -> None:
    corners = [(x, y) for x in range(10) for y in range(10)]
    side = 5 * CELL
    shapes = [
        box(WEST + x * side, NORTH - (y + 1) * side, WEST + (x + 1) * side, NORTH - y * side)
        for x, y in corners
    ]
    slope = np.linspace(3, 40, len(shapes))
    gpd.GeoDataFrame({"slope": slope}, geometry=shapes, crs=UTM).to_file(tmp_path / "units.gpkg")
    table = {"file": str(tmp_path / "units.gpkg"), "factors": ["slope"]}
    given = {"name": "a", "units": {"source": "table", "table": table}, "inventory": raw["inventory"]}

    def faults() -> str:
        config = load_config(given, "a")
        if look:
            return " ".join(line.value for line in look_at_inputs(config).faults)
        try:
            found = check_inputs(config)
        except InputError as error:
            return str(error)
        assert set(found) == {"table", "inventory"} and found["inventory"]["landslides_inside"] == 40
        return ""

    assert faults() == ""
    slides = gpd.read_file(tmp_path / "slides.gpkg")
    slides.translate(1e5, 0).to_file(tmp_path / "slides.gpkg")
    assert "does not overlap the units of" in faults()
    slides.iloc[:5].to_file(tmp_path / "slides.gpkg")
    assert "5 of its 5 landslides lie in the area, and the models need 30" in faults()
    given["units"] = {
        "source": "table",
        "table": {**table, "layer": None, "file": str(tmp_path / "points.gpkg")},
    }
    gpd.GeoDataFrame({"slope": slope}, geometry=[s.centroid for s in shapes], crs=UTM).to_file(
        tmp_path / "points.gpkg"
    )
    assert "its units have no outlines" in faults()


@pytest.mark.parametrize("name", ["mexico_city", "ecuador", "ecuador_slope_units"])
def test_the_examples_inputs_pass(shared_real: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    root = Path(__file__).parents[3]
    monkeypatch.chdir(root)  # their paths are relative to the project
    found = check_inputs(read_config(root / "config" / "examples" / f"{name}.yaml"))
    if name == "mexico_city":
        assert (found["sar"]["pairs"], found["sar"]["scenes"]) == (30, 13)
    else:
        assert found["inventory"]["landslides_inside"] == 175
