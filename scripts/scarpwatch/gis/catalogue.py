"""A catalogue of the files of an assessment as a SpatioTemporal Asset Catalog (STAC 1.1): a collection with an item."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pystac
from pyproj import CRS, Transformer
from shapely.geometry import box, mapping

import scarpwatch
from scarpwatch.files.finished import READ_BYTES
from scarpwatch.gis.layers import CLASS_RASTERS, RASTERS, relative
from scarpwatch.gis.project import Bounds
from scarpwatch.grids.grid import open_raster

EXTENSIONS = [
    "https://stac-extensions.github.io/projection/v2.0.0/schema.json",
    "https://stac-extensions.github.io/file/v2.1.0/schema.json",
    "https://stac-extensions.github.io/processing/v1.2.0/schema.json",
]
GEOPACKAGE = "application/geopackage+sqlite3"
ALWAYS = ("1900-01-01", "2100-01-01")
"""First and last day of what has no date. STAC wants both of an item; programs count nanoseconds, which end in 1677 and 2262."""
_TITLES = {"density_units": "Units by density of landslides"}


def collection_record(
    name: str, assessment: str, about: Mapping[str, str], place: tuple[CRS, Bounds], assets: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The collection, and its item with the files.

    A static assessment has no date: its collection is open at both ends, and its item found whatever day is searched for.

    Parameters
    ----------
    name : of the area
    about : ``first`` and ``last`` date of the radar data (``YYYY-MM-DD``) of a dated assessment, ``digest`` of the config
    place : coordinate system and extent
    assets : of `asset_records`
    """
    corners = degrees(*place)
    dated = "first" in about
    days = [about["first"], about["last"]] if dated else ALWAYS
    start, end = map(moment, days)
    span: list[datetime | None] = [start, end] if dated else [None, None]
    identifier = f"{slug(name)}-{assessment}"
    collection = pystac.Collection(
        id=f"{identifier}-collection",
        title=f"{name}: landslide susceptibility{' and deformation' if dated else ''}, {assessment}",
        description=f"Results of ScarpWatch {scarpwatch.__version__} for {name}, assessment {assessment}.",
        extent=pystac.Extent(pystac.SpatialExtent([list(corners)]), pystac.TemporalExtent([span])),
        license="other",
        catalog_type=pystac.CatalogType.SELF_CONTAINED,
    )
    properties = {
        "title": f"{name}, {assessment}",
        "proj:code": ":".join(place[0].to_authority() or ("", "")) or None,
        "proj:bbox": list(place[1]),
        "processing:software": {"ScarpWatch": scarpwatch.__version__},
        "scarpwatch:config_digest": about["digest"],
    }
    if not dated:
        properties["description"] = "Made without radar data: start and end stand for any time."
    item = pystac.Item(
        id=identifier,
        geometry=mapping(box(*corners)),
        bbox=list(corners),
        datetime=None,
        start_datetime=start,
        end_datetime=end,
        properties=properties,
        stac_extensions=EXTENSIONS,
    )
    collection.add_item(item)
    for key, record in assets.items():
        item.add_asset(key, pystac.Asset.from_dict(dict(record)))
    collection.normalize_hrefs(".", strategy=_Flat())
    return collection.to_dict(include_self_link=False), item.to_dict(include_self_link=False)


class _Flat(pystac.layout.CustomLayoutStrategy):  # type: ignore[misc]
    """Collection and item beside each other."""

    def __init__(self) -> None:
        super().__init__(
            collection_func=lambda collection, folder, is_root: f"{folder}/collection.json",
            item_func=lambda item, folder: f"{folder}/item.json",
        )


def asset_records(
    files: Sequence[str], listed: Sequence[Mapping[str, Any]], catalogue: str | Path
) -> dict[str, dict[str, Any]]:
    """The files as assets, by a key of their path.

    Parameters
    ----------
    listed : of each file what it is, as `scarpwatch.gis.packaged.packaged_layers` takes it
    catalogue : a file in the catalogue's folder
    """
    found = {}
    for path, said in zip(files, listed, strict=True):
        titles = {name: entry[0] for name, entry in RASTERS.items()} | CLASS_RASTERS | _TITLES
        title = said["title"] or titles[said["role"]]
        record: dict[str, Any] = {
            "href": relative(path, catalogue),
            "title": f"{title}, {said['subgroup']}"
            if said["subgroup"] not in ("", *title.split(", "))
            else title,
            "roles": ["data"],
            "file:size": Path(path).stat().st_size,
            "file:checksum": checksum(path),
        }
        if path.endswith(".tif"):
            record |= _raster_fields(path)
        else:
            record |= {"type": GEOPACKAGE}
        found[slug(relative(path, catalogue).replace("../", ""))] = record
    return found


def _raster_fields(path: str) -> dict[str, Any]:
    with open_raster(path) as source:
        band: dict[str, Any] = {"name": source.descriptions[0] or "1", "data_type": source.dtypes[0]}
        nodata, unit = source.nodata, source.tags().get("UNITS")
        if nodata is not None:
            band["nodata"] = "nan" if nodata != nodata else nodata
        if unit and unit != "1":
            band["unit"] = unit
        optimised = source.tags(ns="IMAGE_STRUCTURE").get("LAYOUT") == "COG"
        fields: dict[str, Any] = {
            "type": pystac.MediaType.COG if optimised else pystac.MediaType.GEOTIFF,
            "proj:shape": list(source.shape),
            "proj:transform": list(source.transform)[:6],
        }
    return {"bands": [band], **fields}


def degrees(crs: CRS, bounds: Bounds) -> Bounds:
    """An extent as west, south, east, north."""
    if crs.to_epsg() == 4326:
        return bounds
    transformer = Transformer.from_crs(crs, 4326, always_xy=True)
    west, south, east, north = transformer.transform_bounds(*bounds, densify_pts=21)
    return round(west, 7), round(south, 7), round(east, 7), round(north, 7)


def moment(date: str) -> datetime:
    """The beginning of a day, UTC."""
    return datetime.fromisoformat(date).replace(tzinfo=UTC)


def slug(text: str) -> str:
    """A text as an identifier: letters of any script, digits and hyphens."""
    return re.sub(r"[\W_]+", "-", text).strip("-").lower() or "area"


def checksum(path: str | Path) -> str:
    """The SHA-256 of a file as a multihash."""
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        while part := stream.read(READ_BYTES):
            digest.update(part)
    return f"1220{digest.hexdigest()}"
