import pytest
from gis_files import ABOUT, GRID, HOSTILE, make_products

from scarpwatch.gis.packaged import packaged_layers, project_place, tell_origin
from scarpwatch.gis.project import Group
from scarpwatch.styles.layers import OUTCOMES


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return [*zip(*make_products(tmp_path_factory.mktemp("area")), strict=True)]


def test_files_stand_in_their_groups_and_empty_ones_nowhere(area, tmp_path):
    groups = packaged_layers(*area, tmp_path / "scarpwatch.qgz")
    assert [group.title for group in groups] == [
        "Deformation",
        "Susceptibility",
        "Density",
        "Factors",
        "Terrain",
    ]
    assert [layer.title for layer in groups[0].members] == [
        "Series",
        "Deformation rate, line of sight (cm/yr)",
    ]
    (model,) = groups[1].members
    assert isinstance(model, Group) and model.title == f"SAR+{HOSTILE}" and len(model.members) == 7
    units = model.members[0]
    assert units.shown and units.style.rules[4].label == "very high (0.8-1)"
    assert units.aliases["score"] == "Susceptibility index"
    assert groups[2].members[0].style.rules[-1].label == "no landslide"
    assert [rule.conditions[0].value for rule in model.members[1].style.rules] == [*OUTCOMES]
    assert groups[3].members[0].title == HOSTILE


def test_the_map_is_that_of_the_terrain_or_of_the_first_layer(area):
    crs, extent = project_place(area[0])
    assert crs.to_epsg() == 32616 and extent == GRID.bounds
    crs, extent = project_place([path for path in area[0] if path.endswith("rf.gpkg")])
    assert crs.to_epsg() == 32616 and extent == GRID.bounds


def test_the_origin_is_told():
    assert tell_origin(ABOUT).splitlines()[0] == "PROGRAM: ScarpWatch"
