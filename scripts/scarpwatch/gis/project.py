"""Projects of QGIS, from version 3.22 on: groups of layers with their styles, by paths relative to the project's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from pyproj import CRS

from scarpwatch.styles.qml import alias_list, document, elements
from scarpwatch.styles.style import Style
from scarpwatch.xml_text import xml_text

VERSION = "3.22.0-Białowieża"
_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
Bounds = tuple[float, float, float, float]
"""Left, bottom, right, top."""


class ProjectLayer(NamedTuple):
    """A layer of a project.

    Attributes
    ----------
    title : in the list of layers
    source : path of its file relative to the project's, with ``/``
    kind : of file
    crs : of its coordinates
    style : how it is drawn
    table : the layer of a GeoPackage, empty for a raster
    shown : whether it is drawn when the project is opened
    aliases : what columns are shown as
    about : what it is, for the layer's properties
    """

    title: str
    source: str
    kind: Literal["raster", "polygon", "point"]
    crs: CRS
    style: Style
    table: str = ""
    shown: bool = False
    aliases: Mapping[str, str] = {}
    about: str = ""


class Group(NamedTuple):
    """Layers, and groups of them, under a title; the first is drawn above the others."""

    title: str
    members: Sequence[Group | ProjectLayer]
    open: bool = False


def project_document(title: str, groups: Sequence[Group], crs: CRS, extent: Bounds, about: str = "") -> str:
    """The text of a project's file.

    Parameters
    ----------
    crs, extent : of the map when the project is opened
    about : what it is, for the project's properties
    """
    root = Element("qgis", projectname=xml_text(title), version=VERSION)
    SubElement(root, "homePath", path="")
    SubElement(root, "title").text = xml_text(title)
    root.append(_with_crs("projectCrs", crs))
    tree = SubElement(root, "layer-tree-group")
    layers: list[ProjectLayer] = []
    for group in groups:
        _add_group(tree, group, layers)
    canvas = SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    SubElement(canvas, "units").text = "degrees" if crs.is_geographic else "meters"
    _add_extent(canvas, extent)
    canvas.append(_with_crs("destinationsrs", crs))
    listed = SubElement(root, "projectlayers")
    for number, layer in enumerate(layers):
        listed.append(_layer(layer, number))
    properties = SubElement(root, "properties")
    system = SubElement(properties, "SpatialRefSys")
    SubElement(system, "ProjectionsEnabled", type="int").text = "1"
    paths = SubElement(properties, "Paths")
    SubElement(paths, "Absolute", type="bool").text = "false"
    _add_metadata(root, title, about)
    return document(root, _HEAD)


def _identifier(layer: ProjectLayer, number: int) -> str:
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in layer.source)
    return f"{plain}_{number}"


def _add_group(parent: Element, group: Group, layers: list[ProjectLayer]) -> bool:
    """Add a group to the tree and its layers to the list; whether any of them is shown."""
    made = SubElement(
        parent, "layer-tree-group", name=xml_text(group.title), expanded="1" if group.open else "0"
    )
    shown = False
    for member in group.members:
        if isinstance(member, Group):
            shown |= _add_group(made, member, layers)
            continue
        layers.append(member)
        shown |= member.shown
        SubElement(
            made,
            "layer-tree-layer",
            id=_identifier(member, len(layers) - 1),
            name=xml_text(member.title),
            source=xml_text(_source(member)),
            providerKey="gdal" if member.kind == "raster" else "ogr",
            checked="Qt::Checked" if member.shown else "Qt::Unchecked",
            expanded="1" if member.shown else "0",
        )
    made.set("checked", "Qt::Checked")
    return shown


def _source(layer: ProjectLayer) -> str:
    path = layer.source if layer.source.startswith("../") else f"./{layer.source}"
    return f"{path}|layername={layer.table}" if layer.table else path


def _layer(layer: ProjectLayer, number: int) -> Element:
    raster = layer.kind == "raster"
    attributes = {"type": "raster" if raster else "vector", "autoRefreshEnabled": "0"}
    if not raster:
        attributes["geometry"] = layer.kind.capitalize()
    made = Element("maplayer", attributes)
    SubElement(made, "id").text = _identifier(layer, number)
    SubElement(made, "datasource").text = xml_text(_source(layer))
    SubElement(made, "layername").text = xml_text(layer.title)
    if layer.about:
        SubElement(made, "abstract").text = xml_text(layer.about)
    made.append(_with_crs("srs", layer.crs))
    if raster:
        SubElement(made, "provider").text = "gdal"
    else:
        SubElement(made, "provider", encoding="UTF-8").text = "ogr"
    made.extend(elements(layer.style))
    if layer.aliases:
        made.append(alias_list(layer.aliases))
    return made


def _with_crs(name: str, crs: CRS) -> Element:
    """A coordinate system as QGIS reads it: by its code, and by its text where it has none."""
    made = Element(name)
    system = SubElement(made, "spatialrefsys", nativeFormat="Wkt")
    SubElement(system, "wkt").text = xml_text(crs.to_wkt())
    authority = crs.to_authority()
    if authority:
        SubElement(system, "authid").text = ":".join(authority)
        if authority[0] == "EPSG":
            SubElement(system, "srid").text = authority[1]
    SubElement(system, "description").text = xml_text(crs.name)
    SubElement(system, "geographicflag").text = "true" if crs.is_geographic else "false"
    return made


def _add_extent(parent: Element, extent: Bounds) -> None:
    made = SubElement(parent, "extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True):
        SubElement(made, name).text = f"{value:.10g}"


def _add_metadata(root: Element, title: str, about: str) -> None:
    made = SubElement(root, "projectMetadata")
    SubElement(made, "type").text = "dataset"
    SubElement(made, "title").text = xml_text(title)
    SubElement(made, "abstract").text = xml_text(about)
