import geopandas as gpd
import pytest
from figure_inputs import LOOKS, area_job, make_area, picture_size, step

from plot_model_map import main

UNTIL = "2025-12-20"


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


def params(**change):
    return {
        "algorithms": LOOKS[:1],
        "coupled": True,
        "date": UNTIL,
        "unit_name": "slope units",
        "same_breaks": True,
        "inventory": None,
        "dpi": 60,
        **change,
    }


def test_a_page_for_a_model_as_png_and_pdf(area, tmp_path):
    files = area_job(area, UNTIL)
    drawn = [tmp_path / "map.png", tmp_path / "map.pdf"]
    inputs = {
        "classes": files["coupled"]["class_maps"][0],
        "applicable": files["coupled"]["applicable_maps"][0],
        "shares": files["coupled"]["classes"][0],
        "units": [],
        "dem": files["dem"],
        "inventory": files["inventory"],
    }
    main(step(inputs, {"figure": drawn}, params(inventory=files["settings"])))
    width, height = picture_size(drawn[0])
    assert 400 < width < 60 * 8.3 and 450 < height < 60 * 11.7
    assert drawn[1].read_bytes().startswith(b"%PDF")


def test_units_of_a_table_have_a_page_too(area, tmp_path):
    files = area_job(area, "static")
    units = gpd.read_file(area / "results/units/slope_units.gpkg").head(40)
    units["class"], units["applicable"], units["landslides"] = units.index % 5 + 1, 1, units.index % 3 == 0
    units.to_file(tmp_path / "units.gpkg")
    inputs = {"units": tmp_path / "units.gpkg", "shares": files["static"]["classes"][0]}
    main(step(inputs, {"figure": tmp_path / "map.png"}, params(coupled=False, date="static")))
    assert picture_size(tmp_path / "map.png")[0] > 300
