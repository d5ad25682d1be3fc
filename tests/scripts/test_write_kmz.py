import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from gis_files import ABOUT, HOSTILE, UNTIL, make_products
from steps import run_main

KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return {said["role"]: path for path, said in make_products(tmp_path_factory.mktemp("area"))}


def write(folder, inputs, *, breaks=None, name="a.kmz"):
    return Path(
        run_main(
            "write_kmz",
            inputs={"units": [], "classes": [], "points": [], **inputs},
            output={"package": folder / name},
            params={"model": "SAR+RF", "breaks": breaks, "provenance": ABOUT},
            wildcards={"assessment": UNTIL},
        ).package
    )


def test_units_and_points_with_their_pictures(files, tmp_path):
    inputs = {name: files[name] for name in ("units", "classes", "points")}
    package = write(tmp_path, inputs)
    assert package.read_bytes() == write(tmp_path, inputs, name="b.kmz").read_bytes()
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
        root = ElementTree.fromstring(archive.read("doc.kml").decode().partition("\n")[2])
    assert names[0] == "doc.kml" and {"pictures/legend.png", "pictures/series_1.png"} < set(names)
    hrefs = {element.text for element in root.iter(f"{KML}href")}
    assert hrefs <= set(names)  # nothing is asked of the network
    assert len(list(root.iter(f"{KML}Placemark"))) == 13
    assert root.findtext(f"{KML}Document/{KML}name") == f"{HOSTILE}, {UNTIL}"


def test_deformation_alone_and_units_without_rasters(files, tmp_path):
    for number, (inputs, breaks, places) in enumerate(
        (({"points": files["points"]}, None, 2), ({"units": files["units"]}, [0.2, 0.4, 0.6, 0.8], 11))
    ):
        with zipfile.ZipFile(write(tmp_path, inputs, breaks=breaks, name=f"{number}.kmz")) as archive:
            assert archive.read("doc.kml").decode().count("<Placemark>") == places
            assert ("pictures/legend.png" in archive.namelist()) == ("units" in inputs)
