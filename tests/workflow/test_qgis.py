"""QGIS itself opens the project and draws each layer in the colours of its style; where it is installed."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import rasterio
from gis_files import ABOUT, GRID, HOSTILE, UNTIL, make_products
from steps import run_main

from scarpwatch.susceptibility_classes import CLASS_COLOURS, rgba

VIEW = Path(__file__).parents[1] / "qgis_view.py"
OFFSCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": "", "XDG_RUNTIME_DIR": "/tmp"}


def python_with_qgis() -> str | None:
    """A Python that finds QGIS: ``QGIS_PYTHON``, or that of the system."""
    for name in (os.environ.get("QGIS_PYTHON"), "/usr/bin/python3", shutil.which("python3")):
        if name and Path(name).exists():
            found = subprocess.run(
                [name, "-c", "import qgis.core"], capture_output=True, env=OFFSCREEN, check=False
            )
            if found.returncode == 0:
                return name
    return None


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    python = python_with_qgis()
    if python is None:
        pytest.skip("QGIS is not installed (python3-qgis), or QGIS_PYTHON does not name a Python that has it")
    root = tmp_path_factory.mktemp("area")
    files, listed = zip(*make_products(root), strict=True)
    project = root / f"results/{UNTIL}/scarpwatch.qgz"
    run_main(
        "write_project",
        inputs={"files": list(files)},
        output={"project": project},
        params={"listed": list(listed), "provenance": ABOUT},
        wildcards={"assessment": UNTIL},
    )
    (root / "pictures").mkdir()
    done = subprocess.run(
        [python, VIEW, project, root / "pictures"], capture_output=True, text=True, env=OFFSCREEN, check=False
    )
    told = [line for line in done.stdout.splitlines() if line.startswith("JSON")]
    assert told, done.stdout + done.stderr
    return json.loads(told[0].removeprefix("JSON"))


def picture(layer):
    with rasterio.open(layer["picture"]) as source:
        return np.moveaxis(source.read()[:3], 0, -1)


def of_cell(image, row, column):
    """The colour at the centre of a cell of the grid."""
    scale = image.shape[1] / GRID.shape[1]
    return tuple(int(part) for part in image[int((row + 0.5) * scale), int((column + 0.5) * scale)])


@pytest.mark.slow
def test_the_project_opens_whole_with_names_as_text(seen):
    assert seen["title"] == f"{HOSTILE}, {UNTIL}" and seen["crs"] == "EPSG:32616"
    assert all(layer["valid"] for layer in seen["layers"]) and len(seen["layers"]) == 12
    assert f"SAR+{HOSTILE}" in seen["groups"]
    rock = next(layer for layer in seen["layers"] if layer["name"] == HOSTILE)
    assert rock["legend"] == [HOSTILE, "marl"]
    units = next(layer for layer in seen["layers"] if layer["name"].startswith("Units,"))
    assert units["legend"][4] == "very high (0.8-1)" and units["features"] == 12
    assert "Susceptibility index" in units["columns"]


@pytest.mark.slow
def test_classes_have_five_names_and_the_colours_of_the_figures(seen):
    classes = next(layer for layer in seen["layers"] if layer["name"] == "Susceptibility classes")
    assert len(classes["legend"]) == 5
    units = next(layer for layer in seen["layers"] if layer["name"].startswith("Units,"))
    image, drawn = picture(classes), picture(units)
    expected = {0: 1, 2: 2, 4: 3, 8: 4, 10: 5}  # unit, counted from 0, and its class
    for unit, number in expected.items():
        place = 20 * (unit // 4) + 5, 20 * (unit % 4) + 7
        colour = rgba(CLASS_COLOURS[number - 1])[:3]
        assert of_cell(image, *place) == colour and of_cell(drawn, *place) == colour, unit


@pytest.mark.slow
def test_units_outside_the_area_of_applicability_are_hatched(seen):
    units = next(layer for layer in seen["layers"] if layer["name"].startswith("Units,"))
    image = picture(units)
    scale = image.shape[1] // GRID.shape[1]

    def colours(unit):
        row, column = 20 * (unit // 4), 20 * (unit % 4)
        part = image[(row + 2) * scale : (row + 18) * scale, (column + 2) * scale : (column + 18) * scale]
        return len(np.unique(part.reshape(-1, 3), axis=0))

    assert colours(3) > 1 and colours(7) > 1 and colours(1) == colours(5) == 1


@pytest.mark.slow
def test_what_is_shown_first_are_units_and_points(seen):
    image = picture({"picture": seen["project"]})
    place = 5, 7
    assert of_cell(image, *place) == rgba(CLASS_COLOURS[0])[:3]
    dark = (image < 60).all(axis=-1)
    assert dark.any()  # rims of points, hatching and names
