"""Inventories, lines, geological maps, units and water made odd: check and step agree."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS
from shapely import affinity
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)
from steps import run_main

from fuzz.cases import ODD, pick, run_cases
from scarpwatch.config.susceptibility.inventory import InventorySettings
from scarpwatch.files.geopackages import write_geopackage
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.inputs.class_map import check_class_map
from scarpwatch.inputs.dem.checks import check_dem
from scarpwatch.inputs.vectors.checks import check_inventory, check_lines, check_polygons
from scarpwatch.units.grid_cells import grid_cell_units
from scarpwatch.units.polygons import units_to_polygons

pytestmark = pytest.mark.fuzz

SIDE, CELL, WEST, NORTH = 40, 25.0, 500_000.0, 4_000_000.0
EAST, SOUTH = WEST + SIDE * CELL, NORTH - SIDE * CELL
GRID = Grid(CRS.from_epsg(32617), Affine(CELL, 0, WEST, 0, -CELL, NORTH), (SIDE, SIDE))
ENDINGS = (".gpkg", ".gpkg", ".geojson", ".shp", ".fgb", ".gml", ".kml", ".zip")
SYSTEMS = ("EPSG:32617", "EPSG:32617", "EPSG:32617", "EPSG:4326", "EPSG:3857", "EPSG:32618", None)
KEYS = {"band": 1, "key": "factors.lithology", "field": "classes"}


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """A DEM that is known everywhere, and units of 4 x 4 cells that cover it."""
    folder = tmp_path_factory.mktemp("ground")
    row, column = np.mgrid[:SIDE, :SIDE]
    dem = (300 + 3 * column + 40 * np.sin(row / 6)).astype(np.float32)
    write_raster(folder / "dem.tif", dem, GRID)
    labels = grid_cell_units(np.isfinite(dem), 4)
    write_raster(folder / "units.tif", labels, GRID, nodata=0)
    write_geopackage(units_to_polygons(labels, GRID), folder / "units.gpkg", layer="slope_units")
    return folder, check_dem(folder / "dem.tif")[0]


def somewhere(rng, *, reach: float = 0.0):
    return rng.uniform(WEST - reach, EAST + reach), rng.uniform(SOUTH - reach, NORTH + reach)


def shape(rng, kind: str):
    x, y = somewhere(rng, reach=pick(rng, [0.0, 0.0, 300.0]))
    if rng.random() < 0.15:  # on the borders of cells and units
        x, y = WEST + CELL * round((x - WEST) / CELL), NORTH - CELL * round((NORTH - y) / CELL)
    if kind == "points":
        return Point(x, y)
    if kind == "lines":
        return LineString([(x, y), somewhere(rng), somewhere(rng)])
    size = rng.uniform(5, 200)
    return affinity.rotate(box(x, y, x + size, y + size * rng.uniform(0.2, 1)), rng.uniform(0, 90))


def odd_shape(rng, kind: str):
    a, b = shape(rng, kind), shape(rng, kind)
    return pick(
        rng,
        [
            None, Point(), Polygon(), GeometryCollection(), GeometryCollection([a, b]), Point(np.nan, np.nan), Point(np.inf, 0),
            Point(1e30, 1e30), Point(0, 0), Point(WEST, NORTH, 5), MultiPoint([somewhere(rng), somewhere(rng)]), LineString(),
            LineString([somewhere(rng), somewhere(rng)]), MultiLineString([[somewhere(rng), somewhere(rng)]]), box(0, 0, 0, 0),
            Polygon([(WEST, SOUTH), (EAST, NORTH), (EAST, SOUTH), (WEST, NORTH)]), box(WEST, SOUTH, EAST, NORTH),
            MultiPolygon([shape(rng, "polygons"), shape(rng, "polygons")]), MultiPolygon([box(WEST, SOUTH, EAST, NORTH)] * 2),
            Polygon([(WEST, SOUTH), (WEST, SOUTH), (WEST, SOUTH)]), LineString([(WEST, SOUTH), (WEST, SOUTH)]), a, a,
            Polygon(box(WEST, SOUTH, EAST, NORTH).exterior, [box(WEST + 50, SOUTH + 50, EAST - 50, NORTH - 50).exterior.coords]),
        ],
    )  # fmt: skip


def odd_file(rng, folder, kind: str, *, many: int = 40):
    """A vector file of mostly sound shapes."""
    shapes = [shape(rng, kind) for _ in range(int(pick(rng, [many, many, many, 1, 0])))]
    for _ in range(int(pick(rng, [0, 0, 1, 3, 15]))):
        if shapes:
            shapes[int(rng.integers(len(shapes)))] = odd_shape(rng, kind)
    if shapes and rng.random() < 0.1:
        shapes += shapes[: int(rng.integers(1, len(shapes) + 1))]
    table = pd.DataFrame(
        {
            "rock": rng.choice(["shale", "marl", "marl ", "NA", ""], len(shapes)),
            "slide": rng.choice(["yes", "yes", "no"], len(shapes)),
            "day": rng.choice(["2019-05-01", "2020-02-29", "20210101"], len(shapes)),
            "code": rng.integers(1, 4, len(shapes)),
        }
    ).astype(object)
    for _ in range(int(rng.integers(0, 4))):
        if len(table):
            odd = pick(rng, [*ODD, None])
            table.iat[int(rng.integers(len(table))), int(rng.integers(table.shape[1]))] = odd
    if rng.random() < 0.15:
        table = table.drop(columns=pick(rng, list(table)))
    frame = gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:32617")
    system = pick(rng, SYSTEMS)
    if system is not None and rng.random() < 0.85:
        frame = frame.to_crs(system)
    else:  # the file says what it is not in
        frame = frame.set_crs(system, allow_override=True)
    path = folder / f"a{pick(rng, ENDINGS)}"
    try:
        frame.to_file(path.with_suffix(".shp") if path.suffix == ".zip" else path)
        if path.suffix == ".zip":
            import zipfile

            with zipfile.ZipFile(path, "w") as archive:
                for part in folder.glob("a.*"):
                    if part != path:
                        archive.write(part, part.name)
    except Exception:  # what a format cannot hold is written as another
        path = folder / "b.gpkg"
        frame.convert_dtypes().astype({name: str for name in table}).to_file(path)
    if path.is_dir():  # some drivers write several files
        path = folder / "b.gpkg"
        frame.convert_dtypes().astype({name: str for name in table}).to_file(path)
    kind_of_damage = rng.random()
    if kind_of_damage < 0.04:
        raw = path.read_bytes()
        path.write_bytes(raw[: int(rng.integers(len(raw) + 1))])
    elif kind_of_damage < 0.07:
        changed = bytearray(path.read_bytes())
        for _ in range(4):
            changed[int(rng.integers(len(changed)))] = int(rng.integers(256))
        path.write_bytes(bytes(changed))
    elif kind_of_damage < 0.09:
        frame.to_file(path.with_suffix(".gpkg"), layer="another")
        path = path.with_suffix(".gpkg")
    return path


def inventory_case(rng, folder, ground):
    base, area = ground
    path = odd_file(rng, folder, pick(rng, ["points", "points", "polygons"]))
    given = {"min_landslides": 10}
    if rng.random() < 0.4:
        given |= {"label_column": "slide", "label_value": pick(rng, ["yes", "YES", "1"])}
    if rng.random() < 0.3:
        given["date_column"] = "day"
    if rng.random() < 0.2:
        given |= {"min_share": 0.05, "below_min_share": pick(rng, ["negative", "neither"])}
    if rng.random() < 0.2:
        given |= {"position_error_m": 15.0, "at_border": pick(rng, ["count", "drop", "probable"])}
    settings = InventorySettings(file=path, **given)
    own = pick(rng, [True, False])
    checked = settings.model_dump(
        include={"layer", "label_column", "label_value", "date_column", "min_landslides"}
    )
    found = check_inventory(path, area, **checked, units=base / "units.gpkg" if own else None)
    out = {"labels": folder / "labels.parquet", "summary": folder / "labels.json"}
    run_main(
        "label_units",
        inputs={"inventory": path, "raster": base / "units.tif", "polygons": base / "units.gpkg"},
        output=out,
        params={
            "settings": settings.model_dump(mode="json", exclude={"file"}),
            "need_landslides": True,
            "source": "polygons" if own else "grid",
        },
    )
    table, counts = pd.read_parquet(out["labels"]), json.loads(out["summary"].read_text())
    for name in ("total", "inside", "outside"):
        assert counts[name] == found[f"landslides_{name}"], (
            f"{name}: step {counts[name]}, check {found[f'landslides_{name}']}"
        )
    assert (
        table["unit_id"].is_unique and table["landslides"].ge(0).all() and table["landslides"].notna().all()
    )
    assert len(table) == (SIDE // 4) ** 2
    if "label" in table:
        assert set(table["label"]) <= {-1, 0, 1}


def lines_case(rng, folder, ground):
    base, area = ground
    path = odd_file(rng, folder, pick(rng, ["lines", "lines", "polygons"]), many=6)
    check_lines(path, area, margin_m=500.0)
    run_main(
        "measure_distance",
        inputs={"features": path, "dem": base / "dem.tif"},
        output={"distance": folder / "d.tif"},
        params={"cap_m": 500.0, "layer": None, "title": "Distance to roads"},
        wildcards={"factor": "distance_to_roads"},
    )
    with rasterio.open(folder / "d.tif") as source:
        distance = source.read(1)
    assert np.isfinite(distance).all() and distance.min() >= 0 and distance.max() <= 500


def lithology_case(rng, folder, ground):
    base, area = ground
    path = odd_file(rng, folder, "polygons", many=15)
    classes = pick(rng, [None, {"shale": "weak", "marl": "weak"}, {"shale": "$a", "NA": "b", "7": "c"}])
    column = pick(rng, ["rock", "rock", "code"])
    found = check_class_map(path, area, key="factors.lithology", column=column, classes=classes)
    run_main(
        "map_classes",
        inputs={"map": path, "dem": base / "dem.tif"},
        output={"classes": folder / "l.tif"},
        params={"layer": None, "settings": {"column": column, "classes": classes, **KEYS}},
        wildcards={"factor": "lithology"},
    )
    with rasterio.open(folder / "l.tif") as source:
        codes, names = source.read(1), json.loads(source.tags()["CLASSES"])
    assert set(np.unique(codes)) - {0} <= {int(code) for code in names}
    assert all(name.strip() for name in names.values()), "a blank class"
    if classes is None and len(found["values"]) < 50:
        there = {names[str(code)] for code in np.unique(codes) if code}
        assert there <= set(found["values"]), f"classes of the map {there}, of the check {found['values']}"


def units_case(rng, folder, ground):
    base, area = ground
    kind = pick(rng, ["units", "water"])
    path = odd_file(rng, folder, "polygons", many=12)
    found = check_polygons(path, area, optional="units.water" if kind == "water" else None)
    settings = {
        "source": "polygons" if kind == "units" else "grid",
        "grid_cells": 4,
        "flat_below_deg": None,
        "clean_size_m2": 1000.0,
    }
    run_main(
        "delineate_units",
        inputs={
            "dem": base / "dem.tif",
            "polygons": path if kind == "units" else [],
            "water": path if kind == "water" else [],
        },
        output={"raster": folder / "u.tif", "polygons": folder / "u.gpkg", "summary": folder / "u.json"},
        params={"settings": settings},
    )
    with rasterio.open(folder / "u.tif") as source:
        labels = source.read(1)
    units = gpd.read_file(folder / "u.gpkg")
    assert set(np.unique(labels)) - {0} <= set(units["unit_id"]), "units of the raster and of the polygons"
    assert (
        units.geometry.is_valid.all() and np.isfinite(units["area_m2"]).all() and (units["area_m2"] > 0).all()
    )
    if kind == "water" and found["features_near_area"] == 0:
        assert (labels > 0).all()


def bound(case, ground):
    return lambda rng, folder: case(rng, folder, ground)


def test_inventories(record_property, tmp_path, ground):
    run_cases(record_property, tmp_path, bound(inventory_case, ground), count=700, seconds=160)


def test_lines(record_property, tmp_path, ground):
    run_cases(record_property, tmp_path, bound(lines_case, ground), count=300, seconds=50)


def test_geological_maps(record_property, tmp_path, ground):
    run_cases(record_property, tmp_path, bound(lithology_case, ground), count=300, seconds=50)


def test_units_and_water(record_property, tmp_path, ground):
    run_cases(record_property, tmp_path, bound(units_case, ground), count=250, seconds=60)
