import hashlib

import numpy as np
import pystac
import pytest
import rasterio
from gis_files import GRID, HOSTILE, make_products
from pyproj import CRS

from scarpwatch.gis.catalogue import asset_records, checksum, collection_record, degrees, moment, slug

PLACE = CRS.from_epsg(32616), GRID.bounds
DATED = {"first": "2024-01-07", "last": "2025-12-15", "digest": "0123456789abcdef"}


@pytest.fixture(scope="module")
def assets(tmp_path_factory):
    root = tmp_path_factory.mktemp("area")
    files, listed = zip(*make_products(root), strict=True)
    return asset_records(files, listed, root / "results/2025-12-15/stac/collection.json")


def test_a_date_is_an_item_of_its_collection(assets):
    collection, item = collection_record(HOSTILE, "2025-12-15", DATED, PLACE, assets)
    read = pystac.Collection.from_dict(collection)
    assert HOSTILE in read.title and read.extent.temporal.intervals[0][0] == moment("2024-01-07")
    assert {link["rel"]: link["href"] for link in collection["links"]}["item"] == "./item.json"
    assert {link["rel"]: link["href"] for link in item["links"]}["collection"] == "./collection.json"
    read = pystac.Item.from_dict(item)
    assert read.properties["start_datetime"] == "2024-01-07T00:00:00Z" and read.datetime is None
    assert read.properties["scarpwatch:config_digest"] == "0123456789abcdef"
    west, south, east, north = read.bbox
    assert -85 < west < east < -84 and 36 < south < north < 37
    assert read.assets.keys() == assets.keys()


def test_what_has_no_date_is_an_item_of_any_time(assets):
    collection, item = collection_record("A", "static", {"digest": "0"}, PLACE, assets)
    assert (
        collection["extent"]["temporal"]["interval"] == [[None, None]]
        and "deformation" not in collection["title"]
    )
    read = pystac.Item.from_dict(item)
    assert read.assets.keys() == assets.keys() and read.datetime is None
    assert read.common_metadata.start_datetime < moment("1960-01-01") < read.common_metadata.end_datetime
    assert "any time" in read.properties["description"]
    assert (collection, item) == collection_record("A", "static", {"digest": "0"}, PLACE, assets)


def test_assets_tell_what_they_are(assets):
    rate = assets["deformation-rate-tif"]
    assert rate["href"] == "../deformation/rate.tif" and rate["type"] == pystac.MediaType.COG
    assert rate["bands"][0]["unit"] == "cm/yr" and rate["proj:shape"] == list(GRID.shape)
    assert assets["maps-rf-gpkg"]["title"] == f"Units, SAR+{HOSTILE}"
    assert assets["factors-classes-lithology-tif"]["title"] == HOSTILE


def test_a_raster_is_called_cloud_optimised_if_it_is(tmp_path):
    for name, options in (("cog", {"driver": "COG"}), ("plain", {"driver": "GTiff"})):
        with rasterio.open(
            tmp_path / f"{name}.tif", "w", width=4, height=4, count=1, dtype="uint8", **options
        ) as file:
            file.write(np.ones((1, 4, 4), np.uint8))
    listed = [{"role": "dem", "title": "", "subgroup": ""}] * 2
    files = [str(tmp_path / f"{name}.tif") for name in ("cog", "plain")]
    found = asset_records(files, listed, tmp_path / "collection.json")
    assert [record["type"] for record in found.values()] == [pystac.MediaType.COG, pystac.MediaType.GEOTIFF]


def test_parts(tmp_path):
    (tmp_path / "a").write_bytes(b"abc")
    assert checksum(tmp_path / "a") == "1220" + hashlib.sha256(b"abc").hexdigest()
    assert slug(HOSTILE).startswith("script-alert") and slug("///") == "area" and slug("Σ a_b") == "σ-a-b"
    assert degrees(CRS.from_epsg(4326), (1, 2, 3, 4)) == (1, 2, 3, 4)
