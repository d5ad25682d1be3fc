import shutil
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from gis_files import ABOUT, HOSTILE, UNTIL, make_products
from steps import run_main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    root = tmp_path_factory.mktemp("area")
    files, listed = zip(*make_products(root), strict=True)
    return root, list(files), list(listed)


def write(root, files, listed, name="scarpwatch.qgz"):
    return run_main(
        "write_project",
        inputs={"files": files},
        output={"project": root / f"results/{UNTIL}/{name}"},
        params={"listed": listed, "provenance": ABOUT},
        wildcards={"assessment": UNTIL},
    ).project


def document(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["scarpwatch.qgs"]
        return ElementTree.fromstring(archive.read("scarpwatch.qgs").decode().partition("\n")[2])


def test_all_paths_lead_from_the_project_to_the_files_also_elsewhere(area, tmp_path):
    root, files, listed = area
    shutil.copytree(root / "results", tmp_path / "moved")
    project = Path(write(root, files, listed))
    root_element = document(project)
    sources = [layer.findtext("datasource").partition("|")[0] for layer in root_element.iter("maplayer")]
    assert len(sources) == len(files) - 1  # one has no value
    assert all((tmp_path / "moved" / UNTIL / source).is_file() for source in sources)
    assert root_element.findtext("title") == f"{HOSTILE}, {UNTIL}"


def test_equal_files_give_equal_projects(area):
    first, second = (write(*area, name) for name in ("a.qgz", "b.qgz"))
    assert Path(first).read_bytes() == Path(second).read_bytes()
