from xml.etree import ElementTree

from scarpwatch.grids.products import Classes
from scarpwatch.styles.layers import point_style, unit_style
from scarpwatch.styles.sld import OGC, SLD, sld
from scarpwatch.styles.style import Ramp

HOSTILE = "<script>alert('x')</script> \"$x$\"\n& ‏عالي \x00"
SHOWN = HOSTILE.replace("\x00", "\ufffd")


def parsed(style, name="layer"):
    return ElementTree.fromstring(sld(style, name).partition("\n")[2])


def test_rasters_have_a_colour_map():
    root = parsed(Classes({1: HOSTILE, 2: ""}, {n: (n, 171, 224, 255) for n in (1, 2)}), HOSTILE)
    assert root.findtext(f".//{{{SLD}}}Name") == SHOWN
    (entry,) = root.iter(f"{{{SLD}}}ColorMapEntry")
    assert (entry.get("quantity"), entry.get("label"), entry.get("color")) == ("1", SHOWN, "#01abe0")
    root = parsed(Ramp(((-2.0, "#000000"), (2.5, "#ffffff"))))
    assert [entry.get("quantity") for entry in root.iter(f"{{{SLD}}}ColorMapEntry")] == ["-2", "2.5"]


def test_units_are_filtered_by_class_and_hatched_outside():
    rules = list(parsed(unit_style()).iter(f"{{{SLD}}}Rule"))
    literal = rules[4].find(f".//{{{OGC}}}PropertyIsEqualTo/{{{OGC}}}Literal")
    assert literal.text == "5"
    assert rules[-1].findtext(f".//{{{OGC}}}PropertyName") == "applicable"
    assert rules[-1].find(f".//{{{SLD}}}GraphicFill") is not None


def test_points_between_two_rates_meet_both_conditions():
    rules = list(parsed(point_style()).iter(f"{{{SLD}}}Rule"))
    assert rules[0].find(f".//{{{OGC}}}PropertyIsNull") is not None
    assert len(list(rules[2].find(f".//{{{OGC}}}And"))) == 2
    assert rules[2].findtext(f".//{{{SLD}}}WellKnownName") == "circle"
