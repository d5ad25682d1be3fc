"""Documents for Google Earth: units by class as polygons, points with a picture each, and a legend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from scarpwatch.grids.products import Colour
from scarpwatch.styles.qml import document
from scarpwatch.xml_text import xml_text

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.opengis.net/kml/2.2"
DECIMALS = 6  # of longitude and latitude: a tenth of a metre
POINT_ICON = "pictures/point.png"
LEGEND = "pictures/legend.png"


class Shape(NamedTuple):
    """A polygon or a point on the map.

    Attributes
    ----------
    name : shown in the list
    place : in degrees of WGS 84
    style : of the document's styles
    facts : what is told of it, by title
    picture : file in the archive, or empty
    """

    name: str
    place: BaseGeometry
    style: str
    facts: Mapping[str, str]
    picture: str = ""


class Folder(NamedTuple):
    """Shapes under a title."""

    title: str
    shapes: Sequence[Shape]
    shown: bool = True


def kml_document(
    title: str, about: str, styles: Mapping[str, Colour], folders: Iterable[Folder], *, legend: bool = True
) -> str:
    """The text of a document.

    Parameters
    ----------
    about : what it is
    styles : colour of each style, with its alpha
    legend : whether the archive has a picture of one
    """
    root = Element("kml", xmlns=_NAMESPACE)
    made = SubElement(root, "Document")
    SubElement(made, "name").text = xml_text(title)
    SubElement(made, "description").text = xml_text(_paragraphs(about))
    for name, colour in styles.items():
        _add_style(made, name, colour)
    if legend:
        _add_legend(made)
    for folder in folders:
        listed = SubElement(made, "Folder")
        SubElement(listed, "name").text = xml_text(folder.title)
        SubElement(listed, "visibility").text = str(int(folder.shown))
        for shape in folder.shapes:
            _add_shape(listed, shape, shown=folder.shown)
    return document(root, _HEAD)


def _paragraphs(text: str) -> str:
    """Lines of a text as HTML, which descriptions are."""
    return "<br/>".join(escape(line) for line in text.splitlines())


def _add_style(parent: Element, name: str, colour: Colour) -> None:
    style = SubElement(parent, "Style", id=name)
    icon = SubElement(style, "IconStyle")
    SubElement(icon, "color").text = _colour((*colour[:3], 255))
    SubElement(icon, "scale").text = "0.7"
    SubElement(SubElement(icon, "Icon"), "href").text = POINT_ICON
    SubElement(SubElement(style, "LineStyle"), "color").text = "ff5a5a5a"
    SubElement(SubElement(style, "PolyStyle"), "color").text = _colour(colour)


def _colour(colour: Colour) -> str:
    """Alpha, blue, green, red."""
    red, green, blue, alpha = colour
    return f"{alpha:02x}{blue:02x}{green:02x}{red:02x}"


def _add_legend(parent: Element) -> None:
    overlay = SubElement(parent, "ScreenOverlay")
    SubElement(overlay, "name").text = "Legend"
    SubElement(SubElement(overlay, "Icon"), "href").text = LEGEND
    for name in ("overlayXY", "screenXY"):
        SubElement(overlay, name, x="0.02", y="0.06", xunits="fraction", yunits="fraction")


def _add_shape(parent: Element, shape: Shape, *, shown: bool) -> None:
    made = SubElement(parent, "Placemark")
    SubElement(made, "name").text = xml_text(shape.name)
    SubElement(made, "visibility").text = str(int(shown))
    if shape.picture:
        rows = "".join(f"<br/>{escape(key)}: {escape(value)}" for key, value in shape.facts.items())
        text = f'<img src="{escape(shape.picture)}" width="480"/>{rows}'
        SubElement(made, "description").text = xml_text(text)
    SubElement(made, "styleUrl").text = f"#{shape.style}"
    if shape.facts and not shape.picture:
        extended = SubElement(made, "ExtendedData")
        for key, value in shape.facts.items():
            data = SubElement(extended, "Data", name=xml_text(key))
            SubElement(data, "value").text = xml_text(escape(value))
    _add_place(made, shape.place)


def _add_place(parent: Element, place: BaseGeometry) -> None:
    if place.geom_type == "Point":
        SubElement(SubElement(parent, "Point"), "coordinates").text = _coordinates(place)
        return
    parts = list(shapely.get_parts(place))
    if len(parts) > 1:
        parent = SubElement(parent, "MultiGeometry")
    for part in parts:
        polygon = SubElement(parent, "Polygon")
        SubElement(polygon, "tessellate").text = "1"
        rings = [("outerBoundaryIs", part.exterior), *(("innerBoundaryIs", ring) for ring in part.interiors)]
        for name, ring in rings:
            line = SubElement(SubElement(polygon, name), "LinearRing")
            SubElement(line, "coordinates").text = _coordinates(ring)


def _coordinates(place: BaseGeometry) -> str:
    corners = np.round(shapely.get_coordinates(place), DECIMALS)
    return " ".join(f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}" for x, y in corners)
