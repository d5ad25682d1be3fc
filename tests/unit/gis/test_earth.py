import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from gis_files import BREAKS, HOSTILE, make_products

from scarpwatch.gis.earth import point_folder, unit_folders, unit_styles
from scarpwatch.learning.zoning import class_limits


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return {said["role"]: path for path, said in make_products(tmp_path_factory.mktemp("area"))}


def test_units_stand_in_degrees_by_class_the_highest_first(files):
    units = gpd.read_file(files["units"], layer=0)
    folders = unit_folders(units, class_limits(BREAKS))
    assert folders[0].title == "very high (0.8-1): 2 units"
    shapes = [shape for folder in folders for shape in folder.shapes]
    assert len(shapes) == 11  # one unit has no class
    assert all(shape.style in unit_styles() for shape in shapes)
    outside = [shape for shape in shapes if shape.facts.get("Area of applicability") == "outside"]
    assert len(outside) == 2 and all(shape.style.endswith("outside") for shape in outside)
    named = next(shape for shape in shapes if shape.name == HOSTILE)
    assert -90 < named.place.bounds[0] < -84 and named.facts["Susceptibility index"] == "0.02"


def test_of_too_many_units_the_lowest_classes_are_left_out_and_told(files):
    units = gpd.read_file(files["units"], layer=0)
    titles = {
        folder.title: len(folder.shapes) for folder in unit_folders(units, class_limits(BREAKS), most=5)
    }
    assert titles["very high (0.8-1): 2 units"] == titles["high (0.6-0.8): 2 units"] == 2
    assert titles["moderate (0.4-0.6): 3 units, too many to draw"] == 0
    assert titles["very low (0-0.2): 2 units, too many to draw"] == 0


def test_borders_of_neighbours_stay_common_where_they_are_straightened(files):
    units = gpd.read_file(files["units"], layer=0)
    steps = [
        shapely.Polygon([(0, 0), (60, 0), (60, 30), (90, 30), (90, 60), (120, 60), (120, 300), (0, 300)]),
        shapely.Polygon([(60, 0), (300, 0), (300, 300), (120, 300), (120, 60), (90, 60), (90, 30), (60, 30)]),
    ]
    pair = gpd.GeoDataFrame({"unit_id": [1, 2], "class": [1, 5]}, geometry=steps, crs=units.crs)
    plain, straight = (unit_folders(pair, class_limits(BREAKS), cell) for cell in (0, 30))
    count = [
        sum(len(shapely.get_coordinates(f.shapes[0].place)) for f in made if f.shapes)
        for made in (plain, straight)
    ]
    assert count[1] < count[0]
    one, two = (f.shapes[0].place for f in straight if f.shapes)
    assert one.intersection(two).area < 1e-15 and one.union(two).geom_type == "Polygon"


def test_points_have_a_picture_each_or_tell_why_not(files):
    points = pyogrio.read_dataframe(files["points"], layer=0)
    folder, styles, pictures = point_folder(points)
    first, second = folder.shapes
    assert (
        first.picture in pictures
        and first.name == HOSTILE
        and "−3.20 ± 0.20" in first.facts["Deformation rate"]
    )
    assert first.style in styles and second.style == "rateless" and not second.picture
    assert second.facts["Note"].startswith("outside the stack")
    again = point_folder(points)[2]
    assert pictures == again and np.isfinite(points["velocity"]).sum() == len(pictures)
