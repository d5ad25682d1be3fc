"""Styles as most other programs read them: Styled Layer Descriptors 1.0 of the Open Geospatial Consortium."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from scarpwatch.grids.products import Classes
from scarpwatch.styles.qml import HATCHING, OUTLINE, RIM, document, hexadecimal
from scarpwatch.styles.style import Condition, Ramp, Rule, Shapes, Style
from scarpwatch.xml_text import xml_text

SLD = "http://www.opengis.net/sld"
OGC = "http://www.opengis.net/ogc"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OPERATORS = {
    "=": "PropertyIsEqualTo",
    ">": "PropertyIsGreaterThan",
    ">=": "PropertyIsGreaterThanOrEqualTo",
    "<": "PropertyIsLessThan",
}

ElementTree.register_namespace("sld", SLD)
ElementTree.register_namespace("ogc", OGC)


def sld(style: Style, name: str) -> str:
    """The text of a style's file.

    Parameters
    ----------
    name : of the layer that it is for
    """
    root = Element(f"{{{SLD}}}StyledLayerDescriptor", version="1.0.0")
    layer = _part(root, "NamedLayer")
    _part(layer, "Name", name)
    kind = _part(_part(layer, "UserStyle"), "FeatureTypeStyle")
    if isinstance(style, Shapes):
        for rule in style.rules:
            _rule(kind, style, rule)
    else:
        _raster(_part(_part(kind, "Rule"), "RasterSymbolizer"), style)
    return document(root, _HEAD)


def _part(parent: Element, name: str, text: str | None = None, /, **attributes: str) -> Element:
    part = SubElement(parent, f"{{{SLD}}}{name}", attributes)
    if text is not None:
        part.text = xml_text(text)
    return part


def _raster(symbolizer: Element, style: Classes | Ramp) -> None:
    if isinstance(style, Ramp):
        colours = _part(symbolizer, "ColorMap", type="ramp")
        for value, colour in style.stops:
            label = f"{value:.4g}{f' {style.unit}' if style.unit else ''}"
            _part(colours, "ColorMapEntry", color=colour, quantity=f"{value:.10g}", label=xml_text(label))
        return
    colours = _part(symbolizer, "ColorMap", type="values")
    for code, name in style.names.items():
        if name:
            colour = hexadecimal(style.colours[code])
            opacity = f"{style.colours[code][3] / 255:.3g}"
            _part(
                colours,
                "ColorMapEntry",
                color=colour,
                quantity=str(code),
                label=xml_text(name),
                opacity=opacity,
            )


def _rule(parent: Element, shapes: Shapes, rule: Rule) -> None:
    made = _part(parent, "Rule")
    _part(made, "Name", rule.label)
    _part(made, "Title", rule.label)
    if rule.conditions:
        filtered = SubElement(made, f"{{{OGC}}}Filter")
        if len(rule.conditions) > 1:
            filtered = SubElement(filtered, f"{{{OGC}}}And")
        for condition in rule.conditions:
            _condition(filtered, condition)
    if shapes.shape == "point":
        graphic = _part(_part(made, "PointSymbolizer"), "Graphic")
        mark = _part(graphic, "Mark")
        _part(mark, "WellKnownName", "circle")
        _fill(mark, rule.colour or "#ffffff")
        _stroke(mark, _hex(RIM), 1.0)
        _part(graphic, "Size", "8")
        return
    if rule.hatched:
        for colour, width in ((RIM, 2.0), (HATCHING, 0.8)):
            fill = _part(_part(made, "PolygonSymbolizer"), "Fill")
            graphic = _part(_part(fill, "GraphicFill"), "Graphic")
            mark = _part(graphic, "Mark")
            _part(mark, "WellKnownName", "shape://slash")
            _stroke(mark, _hex(colour), width)
            _part(graphic, "Size", "6")
        return
    polygon = _part(made, "PolygonSymbolizer")
    if rule.colour:
        _fill(polygon, rule.colour)
    _stroke(polygon, _hex(OUTLINE), 0.3)


def _condition(parent: Element, condition: Condition) -> None:
    name = "PropertyIsNull" if condition.operator == "is null" else _OPERATORS[condition.operator]
    test = SubElement(parent, f"{{{OGC}}}{name}")
    SubElement(test, f"{{{OGC}}}PropertyName").text = xml_text(condition.column)
    if condition.value is not None:
        value = condition.value
        text = value if isinstance(value, str) else f"{value:.10g}"
        SubElement(test, f"{{{OGC}}}Literal").text = xml_text(text)


def _fill(parent: Element, colour: str) -> None:
    _part(_part(parent, "Fill"), "CssParameter", colour, name="fill")


def _stroke(parent: Element, colour: str, width: float) -> None:
    stroke = _part(parent, "Stroke")
    _part(stroke, "CssParameter", colour, name="stroke")
    _part(stroke, "CssParameter", f"{width:g}", name="stroke-width")


def _hex(colour: str) -> str:
    red, green, blue, alpha = map(int, colour.split(","))
    return hexadecimal((red, green, blue, alpha))
