from xml.etree import ElementTree

import pytest

from scarpwatch.grids.products import Classes
from scarpwatch.styles.layers import point_style, unit_style
from scarpwatch.styles.qml import alias_list, comma_separated, elements, expression, hexadecimal, qml
from scarpwatch.styles.style import Condition, Ramp, Rule, Shapes

HOSTILE = "<script>alert('x')</script> \"$x$\"\n& ‏عالي \x00"
SHOWN = HOSTILE.replace("\x00", "\ufffd")


def parsed(style, **options):
    return ElementTree.fromstring(qml(style, **options).partition("\n")[2])


def test_classes_are_entries_of_a_palette_and_nameless_codes_are_none():
    root = parsed(Classes({1: HOSTILE, 2: "", 3: "c"}, {n: (n, 171, 224, 255) for n in (1, 2, 3)}))
    entries = [
        (entry.get("value"), entry.get("label"), entry.get("color")) for entry in root.iter("paletteEntry")
    ]
    assert entries == [("1", SHOWN, "#01abe0"), ("3", "c", "#03abe0")]


def test_a_ramp_has_its_stops():
    root = parsed(Ramp(((-2.0, "#000000"), (2.5, "#ffffff")), "cm/yr"))
    shader = root.find(".//colorrampshader")
    assert (shader.get("minimumValue"), shader.get("maximumValue")) == ("-2", "2.5")
    assert [item.get("label") for item in shader] == ["-2 cm/yr", "2.5 cm/yr"]


def test_units_outside_the_area_of_applicability_are_hatched_over_their_class():
    root = parsed(unit_style({1: HOSTILE, 2: "high"}), aliases={"class": HOSTILE})
    rules = {rule.get("label"): rule for rule in root.iter("rule")}
    assert rules[SHOWN].get("filter") == '"class" = 1'
    last = list(rules)[-1]
    assert last.startswith("outside") and rules[last].get("filter") == '"applicable" = 0'
    symbols = {symbol.get("name"): symbol for symbol in root.find(".//symbols")}
    assert len({rule.get("key") for rule in rules.values()}) == len(rules)
    hatching = symbols[rules[last].get("symbol")].find("layer")
    assert hatching.get("class") == "LinePatternFill" and hatching.get("pass") == "1"
    assert symbols["0"].find("layer").get("class") == "SimpleFill"
    assert root.find(".//alias").get("name") == SHOWN


def test_points_have_marks_and_names():
    root = parsed(point_style())
    assert root.find(".//symbols/symbol/layer").get("class") == "SimpleMarker"
    assert root.find(".//text-style").get("fieldName") == "name"
    assert not [
        part for part in elements(Shapes("point", (Rule("a", (), "#000000"),))) if part.tag == "labeling"
    ]


@pytest.mark.parametrize(
    ("conditions", "text"),
    [
        ((Condition("a", ">=", 1.5), Condition("a", "<", 2)), '"a" >= 1.5 AND "a" < 2'),
        ((Condition('a"b', "=", "it's \\"),), "\"a\"\"b\" = 'it''s \\\\'"),
        ((Condition("a", "is null"),), '"a" IS NULL'),
        ((), ""),
    ],
)
def test_conditions_are_expressions(conditions, text):
    assert expression(conditions) == text


def test_colours_and_aliases_as_qgis_writes_them():
    assert comma_separated((1, 2, 3, 255)) == "1,2,3,255" and hexadecimal((1, 2, 255, 9)) == "#0102ff"
    assert [item.get("index") for item in alias_list({"a": "A", "b": "B"})] == ["0", "1"]
