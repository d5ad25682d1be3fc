from xml.etree import ElementTree

from scarpwatch.config.qgis_styles import polygon_style, raster_style
from scarpwatch.susceptibility_classes import CLASS_COLOURS, CLASS_NAMES, rgba


def test_the_style_of_the_raster_names_and_colours_every_class():
    entries = ElementTree.fromstring(raster_style()).findall(".//paletteEntry")
    assert [entry.get("color") for entry in entries] == list(CLASS_COLOURS)
    assert [(entry.get("value"), entry.get("label")) for entry in entries] == [
        (str(code), name) for code, name in enumerate(CLASS_NAMES, start=1)
    ]


def test_the_style_of_the_polygons_gives_each_class_its_symbol():
    style = ElementTree.fromstring(polygon_style())
    assert style.find("renderer-v2").get("attr") == "class"
    colours = {
        symbol.get("name"): symbol.find(".//Option[@name='color']").get("value")
        for symbol in style.findall(".//symbol")
    }
    shown = {
        category.get("label"): colours[category.get("symbol")] for category in style.findall(".//category")
    }
    expected = (",".join(map(str, rgba(colour))) for colour in CLASS_COLOURS)
    assert shown == dict(zip(CLASS_NAMES, expected, strict=True))
