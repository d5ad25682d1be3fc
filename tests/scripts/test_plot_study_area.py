import geopandas as gpd
import pytest
from figure_inputs import area_job, make_area, picture_size, step
from shapely.geometry import Point

from plot_study_area import main
from scarpwatch.grids.grid import read_raster


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


def job(area, target, *, models=True, **more):
    files = area_job(area, models=models)
    return step(
        {
            "dem": files["dem"],
            "inventory": files["inventory"],
            "units": files["units_polygons"],
            **files["lines"],
            **{"places": [], "height": [], "position": [], **more},
        },
        {"figure": target},
        {
            "inventory": files["settings"],
            "layers": dict.fromkeys(("rivers", "roads", "faults")),
            "unit_name": "slope units",
            "places": {"column": "name", "layer": None},
            "dpi": 60,
        },
    )


def test_the_same_picture_twice(area, tmp_path):
    for name in ("a.png", "b.png"):
        main(job(area, tmp_path / name))
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_with_the_dem_alone_there_is_one_map(area, tmp_path):
    main(job(area, tmp_path / "a.png"))
    main(job(area, tmp_path / "b.png", models=False))
    assert picture_size(tmp_path / "b.png")[0] < picture_size(tmp_path / "a.png")[0]


def test_places_and_coverage_of_the_radar_are_drawn(area, tmp_path):
    dem = area_job(area)["dem"]
    bounds = read_raster(dem)[1].bounds
    middle = Point((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    places = gpd.GeoDataFrame({"name": ["Town"]}, geometry=[middle], crs=read_raster(dem)[1].crs)
    places.to_file(tmp_path / "places.gpkg")
    main(job(area, tmp_path / "a.png"))
    main(job(area, tmp_path / "b.png", places=tmp_path / "places.gpkg"))
    main(job(area, tmp_path / "c.png", height=dem))
    assert len({(tmp_path / f"{name}.png").read_bytes() for name in "abc"}) == 3
