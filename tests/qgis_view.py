"""What QGIS makes of a project: run by a Python that has QGIS, with the project and a folder for pictures.

Prints JSON: of each layer whether it is valid, its renderer, the labels of its legend and its picture; and the picture of
what is shown when the project is opened.
"""

import json
import os
import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

SIZE = 400


def draw(layers, extent, crs, path):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(crs)
    settings.setOutputSize(QSize(SIZE, round(SIZE * extent.height() / extent.width())))
    settings.setExtent(extent)
    settings.setBackgroundColor(QColor("white"))
    settings.setFlag(QgsMapSettings.Antialiasing, False)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert not job.errors(), [error.message for error in job.errors()]
    job.renderedImage().save(str(path))
    return str(path)


def look(layer, folder, number, place):
    vector = isinstance(layer, QgsVectorLayer)
    told = {"name": layer.name(), "valid": layer.isValid(), "renderer": layer.renderer().type()}
    if vector:
        rules = layer.renderer().rootRule().children()
        told["legend"] = [rule.label() for rule in rules]
        told["columns"] = [layer.attributeDisplayName(field) for field in range(layer.fields().count())]
        told["features"] = layer.featureCount()
    elif layer.renderer().type() == "paletted":
        told["legend"] = [entry.label for entry in layer.renderer().classes()]
    told["picture"] = draw([layer], *place, folder / f"{number}.png")
    return told


def main(path, folder):
    QgsApplication.setPrefixPath(os.environ.get("QGIS_PREFIX_PATH", "/usr"), True)
    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    assert project.read(path), project.error()
    crs = project.crs()
    extent = project.viewSettings().defaultViewExtent()
    if extent.isEmpty():
        terrain = [layer for layer in project.mapLayers().values() if layer.source().endswith("dem.tif")]
        extent = terrain[0].extent()
    place = (extent, crs)
    groups = [group.name() for group in project.layerTreeRoot().findGroups(True)]
    shown = project.layerTreeRoot().checkedLayers()
    order = project.layerTreeRoot().layerOrder()
    layers = [look(layer, folder, number, place) for number, layer in enumerate(order)]
    whole = draw([layer for layer in order if layer in shown], *place, folder / "project.png")
    told = {
        "title": project.title(),
        "crs": crs.authid(),
        "groups": groups,
        "layers": layers,
        "project": whole,
    }
    print("JSON" + json.dumps(told))
    sys.stdout.flush()


main(sys.argv[1], Path(sys.argv[2]))
