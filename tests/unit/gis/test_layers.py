import numpy as np
import pytest
from gis_files import GRID, HOSTILE, make_products

from scarpwatch.gis.layers import (
    CLASS_RASTERS,
    RASTERS,
    class_raster_layer,
    known_values,
    raster_layer,
    raster_style,
    relative,
    symmetric,
    told,
    upper,
    vector_layer,
)
from scarpwatch.styles.layers import RATE_LIMIT, class_style, coherence_style, unit_style


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return {said["role"]: path for path, said in make_products(tmp_path_factory.mktemp("area"))}


def test_a_raster_is_drawn_as_what_it_is(files):
    assert raster_style(files["rate"], "rate").stops[-1][0] == 5.0
    classes = raster_style(files["classes"], "classes")
    assert classes.colours == class_style().colours and classes.names[5] == "very high (0.8-1)"
    assert raster_style(files["temporal_coherence"], "temporal_coherence") == coherence_style()
    assert known_values(files["temporal_coherence"]).size == 0 < known_values(files["rate"]).size
    assert not RASTERS.keys() & CLASS_RASTERS.keys()


def test_layers_are_named_by_what_they_are_and_lie_relative_to_the_project(files, tmp_path):
    project = tmp_path / "results/a/scarpwatch.qgz"
    (layer,) = raster_layer(files["rate"], project, "rate")
    assert layer.title.startswith("Deformation rate") and "UNITS: cm/yr" in layer.about
    assert layer.source.endswith("deformation/rate.tif") and layer.source.startswith("../")
    assert raster_layer(files["temporal_coherence"], project, "temporal_coherence") == []
    rock = class_raster_layer(files["factor"], project, HOSTILE)
    assert rock.title == HOSTILE and rock.style.names[1] == HOSTILE
    assert relative("results/static/maps/a.tif", "results/a/b.qgz") == "../static/maps/a.tif"


def test_a_geopackage_is_a_layer_of_its_shapes(files, tmp_path):
    (units,) = vector_layer(files["units"], tmp_path / "p.qgz", "Units", unit_style())
    assert (units.kind, units.crs.to_epsg()) == ("polygon", GRID.crs.to_epsg())
    assert units.table.startswith("susceptibility_rf") and HOSTILE in units.about
    assert vector_layer(files["points"], tmp_path / "p.qgz", "P", unit_style())[0].kind == "point"


def test_scales_are_round_and_do_not_colour_noise():
    assert symmetric(np.array([-0.1, 0.2])) == 1.0 and symmetric(np.array([-3.3, 1])) == RATE_LIMIT
    assert upper(np.array([])) == 1.0
    assert told({"B": "2", "A": "1", "AREA_OR_POINT": "Area"}) == "A: 1\nB: 2"
