from xml.etree import ElementTree

from shapely.geometry import MultiPolygon, Point, box

from scarpwatch.gis.kml import Folder, Shape, kml_document

HOSTILE = "<script>alert('x')</script> \"$[name]\"\n& ‏عالي \x00"
SHOWN = HOSTILE.replace("\x00", "\ufffd")
KML = "{http://www.opengis.net/kml/2.2}"
AS_HTML = "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &quot;$[name]&quot;\n&amp; ‏عالي \ufffd"


def parsed(*shapes):
    text = kml_document(
        HOSTILE, HOSTILE, {"class5": (1, 2, 255, 128)}, [Folder(HOSTILE, shapes, shown=False)]
    )
    return ElementTree.fromstring(text.partition("\n")[2])


def test_colours_are_alpha_blue_green_red():
    assert parsed().findtext(f".//{KML}PolyStyle/{KML}color") == "80ff0201"


def test_names_are_text_and_what_is_shown_as_html_is_escaped_for_that():
    root = parsed(
        Shape(HOSTILE, Point(10, 50), "class5", {HOSTILE: HOSTILE}),
        Shape("b", Point(10, 50), "class5", {"a": HOSTILE}, "pictures/a.png"),
    )
    assert root.findtext(f"{KML}Document/{KML}name") == SHOWN
    assert "<script" not in root.findtext(f"{KML}Document/{KML}description")
    first, second = root.iter(f"{KML}Placemark")
    assert first.findtext(f"{KML}name") == SHOWN
    data = first.find(f".//{KML}Data")
    assert data.get("name") == SHOWN and data.findtext(f"{KML}value") == AS_HTML
    text = second.findtext(f"{KML}description")
    assert text.startswith('<img src="pictures/a.png"') and "<script" not in text
    assert second.find(f"{KML}ExtendedData") is None


def test_polygons_keep_their_parts_and_holes():
    holed = box(0, 0, 4, 4).difference(box(1, 1, 2, 2))
    root = parsed(Shape("a", MultiPolygon([holed, box(5, 5, 6, 6)]), "class5", {}))
    polygons = list(root.iter(f"{KML}Polygon"))
    assert len(polygons) == 2 and len(polygons[0].findall(f"{KML}innerBoundaryIs")) == 1
    ring = polygons[1].findtext(f".//{KML}coordinates").split()
    assert len(ring) == 5 and ring[0] == ring[-1] and "6.000000,6.000000" in ring
    assert root.findtext(f".//{KML}Placemark/{KML}visibility") == "0"
