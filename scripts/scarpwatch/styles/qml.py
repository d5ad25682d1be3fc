"""Styles as QGIS reads them (QML, from version 3.22 on)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from scarpwatch.grids.products import Classes, Colour
from scarpwatch.styles.style import Condition, Ramp, Rule, Shapes, Style
from scarpwatch.susceptibility_classes import rgba
from scarpwatch.xml_text import xml_text

VERSION = "3.22.0"
_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
OUTLINE = "90,90,90,255"
HATCHING, RIM = "30,30,30,255", "255,255,255,255"  # dark lines with a light rim are seen on all classes


def qml(style: Style, aliases: Mapping[str, str] | None = None) -> str:
    """The text of a style's file.

    Parameters
    ----------
    aliases : what columns are shown as in tables and forms, by their names
    """
    root = Element("qgis", version=VERSION, styleCategories="Symbology|Labeling|Fields")
    root.extend(elements(style))
    if aliases:
        root.append(alias_list(aliases))
    return document(root, _HEAD)


def document(root: Element, head: str) -> str:
    """The text of an XML document, indented."""
    ElementTree.indent(root)
    return head + ElementTree.tostring(root, encoding="unicode") + "\n"


def alias_list(aliases: Mapping[str, str]) -> Element:
    """What columns are shown as, by their names."""
    listed = Element("aliases")
    for number, (name, alias) in enumerate(aliases.items()):
        SubElement(listed, "alias", field=xml_text(name), index=str(number), name=xml_text(alias))
    return listed


def elements(style: Style) -> list[Element]:
    """What a style's file and a layer of a project hold alike."""
    if isinstance(style, Shapes):
        return _shapes(style)
    renderer = _ramp(style) if isinstance(style, Ramp) else _classes(style)
    pipe = Element("pipe")
    pipe.append(renderer)
    SubElement(pipe, "brightnesscontrast", brightness="0", contrast="0", gamma="1")
    SubElement(pipe, "huesaturation", saturation="0", grayscaleMode="0", colorizeOn="0")
    SubElement(pipe, "rasterresampler", maxOversampling="2")
    return [pipe, _mode("blendMode")]


def _mode(name: str) -> Element:
    """How a layer covers what is below it: as usual."""
    mode = Element(name)
    mode.text = "0"
    return mode


def _renderer(kind: str, **more: str) -> Element:
    common = {"type": kind, "band": "1", "alphaBand": "-1", "opacity": "1", "nodataColor": ""}
    renderer = Element("rasterrenderer", common | more)
    SubElement(renderer, "rasterTransparency")
    return renderer


def _classes(classes: Classes) -> Element:
    renderer = _renderer("paletted")
    palette = SubElement(renderer, "colorPalette")
    for code, name in classes.names.items():
        if name:
            colour = classes.colours[code]
            SubElement(
                palette,
                "paletteEntry",
                value=str(code),
                color=hexadecimal(colour),
                alpha=str(colour[3]),
                label=xml_text(name),
            )
    return renderer


def _ramp(ramp: Ramp) -> Element:
    low, high = (f"{ramp.stops[end][0]:.10g}" for end in (0, -1))
    renderer = _renderer("singlebandpseudocolor", classificationMin=low, classificationMax=high)
    shader = SubElement(
        SubElement(renderer, "rastershader"),
        "colorrampshader",
        colorRampType="INTERPOLATED",
        classificationMode="1",
        clip="0",
        minimumValue=low,
        maximumValue=high,
        labelPrecision="4",
    )
    for value, colour in ramp.stops:
        label = f"{value:.4g}{f' {ramp.unit}' if ramp.unit else ''}"
        SubElement(shader, "item", value=f"{value:.10g}", color=colour, alpha="255", label=xml_text(label))
    return renderer


def _shapes(shapes: Shapes) -> list[Element]:
    renderer = Element(
        "renderer-v2", type="RuleRenderer", symbollevels="1", enableorderby="0", forceraster="0"
    )
    rules = SubElement(renderer, "rules", key=_key("rules"))
    symbols = SubElement(renderer, "symbols")
    for number, rule in enumerate(shapes.rules):
        attributes = {"label": xml_text(rule.label), "symbol": str(number), "key": _key(f"rule {number}")}
        text = expression(rule.conditions)
        SubElement(rules, "rule", attributes | ({"filter": text} if text else {}))
        symbols.append(_symbol(shapes, rule, number))
    return [renderer, *_labels(shapes), _mode("blendMode"), _mode("featureBlendMode")]


def expression(conditions: tuple[Condition, ...]) -> str:
    """Conditions as an expression of QGIS."""
    parts = []
    for column, operator, value in conditions:
        name = '"' + column.replace('"', '""') + '"'
        if operator == "is null":
            parts.append(f"{name} IS NULL")
        elif isinstance(value, str):
            parts.append(f"{name} {operator} '" + value.replace("\\", "\\\\").replace("'", "''") + "'")
        else:
            parts.append(f"{name} {operator} {value:.10g}")
    return xml_text(" AND ".join(parts))


def _symbol(shapes: Shapes, rule: Rule, number: int) -> Element:
    kind = "fill" if shapes.shape == "polygon" else "marker"
    symbol = Element("symbol", type=kind, name=str(number), alpha="1", clip_to_extent="1", force_rhr="0")
    if rule.hatched:
        lines = _layer(
            symbol,
            "LinePatternFill",
            1,
            angle="45",
            distance="1.6",
            distance_unit="MM",
            line_width="0.2",
            color=HATCHING,
        )
        inner = SubElement(lines, "symbol", type="line", name=f"@{number}@0", alpha="1", clip_to_extent="1")
        for colour, width in ((RIM, "0.6"), (HATCHING, "0.25")):
            _layer(inner, "SimpleLine", 0, line_color=colour, line_width=width, line_width_unit="MM")
    elif shapes.shape == "polygon":
        _layer(
            symbol,
            "SimpleFill",
            0,
            color=comma_separated(rgba(rule.colour or "#ffffff")),
            style="solid" if rule.colour else "no",
            outline_color=OUTLINE,
            outline_style="solid",
            outline_width="0.1",
            outline_width_unit="MM",
        )
    else:
        _layer(
            symbol,
            "SimpleMarker",
            0,
            name="circle",
            color=comma_separated(rgba(rule.colour or "#ffffff")),
            outline_color=RIM,
            outline_style="solid",
            outline_width="0.5",
            size="3.6",
            size_unit="MM",
        )
    return symbol


def _layer(symbol: Element, kind: str, level: int, **options: str) -> Element:
    layer = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": str(level)})
    option = SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        SubElement(option, "Option", type="QString", name=name, value=value)
    return layer


def _labels(shapes: Shapes) -> list[Element]:
    if shapes.labels is None:
        return []
    labeling = Element("labeling", type="simple")
    settings = SubElement(labeling, "settings")
    text = SubElement(
        settings,
        "text-style",
        fieldName=xml_text(shapes.labels),
        fontSize="8",
        fontWeight="75",
        fontSizeUnit="Point",
        textColor="30,30,30,255",
        textOpacity="1",
    )
    SubElement(
        text,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.7",
        bufferSizeUnits="MM",
        bufferColor="255,255,255,255",
    )
    SubElement(settings, "placement", placement="6", dist="1", distUnits="MM")
    return [labeling]


def _key(text: str) -> str:
    """What QGIS knows a rule by: any that no other rule of the layer has."""
    return "{" + str(uuid5(NAMESPACE_URL, text)) + "}"


def comma_separated(colour: Colour) -> str:
    """A colour as symbols have it, ``85,171,224,255``."""
    return ",".join(map(str, colour))


def hexadecimal(colour: Colour) -> str:
    """A colour without its alpha, ``#55abe0``."""
    return "#{:02x}{:02x}{:02x}".format(*colour[:3])
