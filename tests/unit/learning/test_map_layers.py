import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from scarpwatch.learning.map_layers import density_layer, error_layer, shape_of, susceptibility_layer

LIMITS = {1: "low (0-0.5)", 2: "high (0.5-1)"}


def test_names_say_model_and_date():
    assert susceptibility_layer("rf", "2025-12-15", LIMITS).name == "susceptibility_rf_2025_12_15"
    assert density_layer("static", 3.0).name == "landslide_density_static"
    assert error_layer("rf", "static").title == "Errors on held-out units, rf, static"


def test_the_style_names_the_classes_and_the_columns():
    layer = susceptibility_layer("rf", "static", LIMITS)
    (style,) = layer.styles
    assert "high (0.5-1)" in style.qml and "high (0.5-1)" in style.sld
    assert 'name="Susceptibility index"' in style.qml and "LinePatternFill" in style.qml
    assert layer.columns["class"].codes == {0: "no index", **LIMITS}


@pytest.mark.parametrize(
    ("shape", "drawn"), [("point", "SimpleMarker"), ("polygon", "SimpleFill"), ("", None)]
)
def test_units_are_drawn_by_what_they_are(shape, drawn):
    places = {"point": [Point(0, 0), None], "polygon": [box(0, 0, 1, 1), None]}.get(shape)
    units = pd.DataFrame({"unit_id": [1, 2]}) if not shape else gpd.GeoDataFrame(geometry=places)
    assert shape_of(units) == shape
    styles = susceptibility_layer("rf", "static", LIMITS, shape=shape_of(units)).styles
    assert [drawn in style.qml for style in styles] == [True] * bool(drawn)
