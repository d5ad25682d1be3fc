from xml.etree import ElementTree

from pyproj import CRS

from scarpwatch.gis.project import Group, ProjectLayer, project_document
from scarpwatch.styles.layers import class_style, unit_style

HOSTILE = "<script>alert('x')</script> \"$x$\"\n& ‏عالي \x00"
SHOWN = HOSTILE.replace("\x00", "\ufffd")
UTM = CRS.from_epsg(32616)
OWN = CRS.from_proj4("+proj=lcc +lat_1=40 +lat_2=50 +lon_0=10 +datum=WGS84")


def parsed(groups, crs=UTM, title="Area"):
    text = project_document(title, groups, crs, (0, 1, 2, 3), HOSTILE)
    return ElementTree.fromstring(text.partition("\n")[2])


def layers(crs=UTM):
    units = ProjectLayer(
        HOSTILE, "maps/rf.gpkg", "polygon", crs, unit_style(), "susceptibility_rf", True, {"class": "Class"}
    )
    raster = ProjectLayer("Classes", "../static/maps/rf_class.tif", "raster", crs, class_style())
    return units, raster


def test_every_layer_of_the_tree_is_one_of_the_project_by_a_relative_path():
    root = parsed([Group("Maps", [Group(HOSTILE, layers(), True)])])
    tree = {leaf.get("id"): leaf for leaf in root.iter("layer-tree-layer")}
    listed = {layer.findtext("id"): layer for layer in root.iter("maplayer")}
    assert tree.keys() == listed.keys() and len(tree) == 2
    sources = [layer.findtext("datasource") for layer in listed.values()]
    assert sources == ["./maps/rf.gpkg|layername=susceptibility_rf", "../static/maps/rf_class.tif"]
    assert [leaf.get("checked") for leaf in tree.values()] == ["Qt::Checked", "Qt::Unchecked"]
    assert root.findtext(".//Paths/Absolute") == "false"


def test_names_are_text():
    root = parsed([Group(HOSTILE, layers())], title=HOSTILE)
    assert root.get("projectname") == SHOWN and root.findtext("title") == SHOWN
    assert root.find(".//layer-tree-group/layer-tree-group").get("name") == SHOWN
    assert root.find(".//layer-tree-layer").get("name") == SHOWN
    assert root.find(".//maplayer").findtext("layername") == SHOWN


def test_layers_have_their_style_and_their_columns_titles():
    units, raster = parsed([Group("Maps", layers())]).iter("maplayer")
    assert units.find("renderer-v2").get("type") == "RuleRenderer"
    assert units.find(".//alias").get("name") == "Class" and units.get("geometry") == "Polygon"
    assert raster.find("pipe/rasterrenderer").get("type") == "paletted" and raster.find("aliases") is None


def test_a_coordinate_system_without_a_code_is_told_by_its_text():
    for crs, code in ((UTM, "EPSG:32616"), (OWN, None)):
        system = parsed([Group("Maps", layers(crs))], crs).find("projectCrs/spatialrefsys")
        assert system.findtext("authid") == code
        assert CRS.from_wkt(system.findtext("wkt")).equals(crs)


def test_the_same_layers_give_the_same_text():
    texts = {project_document("a", [Group("Maps", layers())], UTM, (0, 1, 2, 3)) for _ in range(2)}
    assert len(texts) == 1
