"""The figure of the mapping units, from files."""

import json

import geopandas as gpd
import pytest
from figure_inputs import picture_size, step
from shapely.geometry import box

from plot_units import main


@pytest.fixture
def files(tmp_path):
    shapes = [box(0, 100 * k, 100 * (k % 5 + 1), 100 * (k + 1)) for k in range(40)]
    frame = gpd.GeoDataFrame({"area_m2": [s.area for s in shapes]}, geometry=shapes, crs=32617)
    frame.to_file(tmp_path / "units.gpkg")
    used = {"source": "slope_units", "min_area_m2": 150000.0, "circular_variance": 0.25}
    (tmp_path / "units.json").write_text(json.dumps({"parameters": used}))
    (tmp_path / "exploration.csv").write_text(
        "min_area_m2,circular_variance,units,V,I,F\n"
        "75000,0.2,90,0.18,0.1,1.0\n75000,0.25,80,0.2,0.05,1.2\n"
        "150000,0.2,60,0.21,0.02,1.1\n150000,0.25,50,0.24,-0.02,1.0\n"
    )
    return tmp_path


def draw(files, name, exploration):
    main(
        step(
            {
                "polygons": files / "units.gpkg",
                "summary": files / "units.json",
                "exploration": exploration,
            },
            {"figure": files / name},
            {"unit_name": "slope units", "dpi": 60},
        )
    )
    return files / name


def test_the_same_picture_twice_and_a_taller_one_with_exploration(files):
    one, other = (draw(files, name, files / "exploration.csv") for name in ("a.png", "b.png"))
    assert one.read_bytes() == other.read_bytes()
    assert picture_size(draw(files, "c.png", []))[1] < picture_size(one)[1]
