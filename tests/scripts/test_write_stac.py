from pathlib import Path

import pystac
import pytest
from gis_files import ABOUT, UNTIL, make_products
from steps import run_main

from scarpwatch.files.json_files import write_json


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    root = tmp_path_factory.mktemp("area")
    files, listed = zip(*make_products(root), strict=True)
    write_json(root / "quality.json", {"first_date": "2024-01-07", "last_date": UNTIL})
    return root, list(files), list(listed)


def write(root, files, listed, assessment, quality):
    return Path(
        run_main(
            "write_stac",
            inputs={"files": files, "quality": quality},
            output={"folder": root / f"results/{assessment}/stac"},
            params={"listed": listed, "provenance": ABOUT},
            wildcards={"assessment": assessment},
        ).folder
    )


@pytest.mark.parametrize("dated", [True, False])
def test_a_catalogue_can_be_followed_from_its_collection(area, dated):
    root, files, listed = area
    folder = write(root, files, listed, *((UNTIL, root / "quality.json") if dated else ("static", [])))
    (item,) = pystac.Collection.from_file(str(folder / "collection.json")).get_items()
    assert len(item.assets) == len(files)
    assert (item.properties["end_datetime"] == f"{UNTIL}T00:00:00Z") is dated
    assert all(Path(asset.get_absolute_href()).is_file() for asset in item.assets.values())


def test_a_catalogue_is_the_same_each_time(area):
    folder = write(*area, "static", [])
    before = [(folder / name).read_bytes() for name in ("collection.json", "item.json")]
    assert before == [path.read_bytes() for path in sorted(write(*area, "static", []).iterdir())]
