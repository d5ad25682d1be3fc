"""DEMs, vegetation indices and geological rasters made odd: check and step agree."""

import json

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS
from steps import run_main

from fuzz.cases import pick, run_cases
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.inputs.class_map import check_class_map
from scarpwatch.inputs.dem.checks import check_dem
from scarpwatch.inputs.ndvi import check_ndvi

pytestmark = pytest.mark.fuzz

SIDE, CELL, WEST, NORTH = 40, 25.0, 500_000.0, 4_000_000.0
PLACE = Affine(CELL, 0, WEST, 0, -CELL, NORTH)
GRID = Grid(CRS.from_epsg(32617), PLACE, (SIDE, SIDE))
TYPES = ("float32", "float32", "float64", "int16", "uint16", "int32", "uint8", "int8", "complex64")
NODATA = (None, None, -9999, 0, -32768, 255, np.nan, 3.4e38, -1)
PLACES = (
    PLACE, PLACE, PLACE, PLACE,
    Affine(CELL, 0, WEST + 40, 0, -CELL, NORTH - 60),
    Affine(2 * CELL, 0, WEST - 300, 0, -2 * CELL, NORTH + 300),
    Affine(CELL, 0, WEST, 0, CELL, NORTH - SIDE * CELL),
    Affine(-CELL, 0, WEST + SIDE * CELL, 0, -CELL, NORTH),
    Affine(CELL, 3, WEST, 3, -CELL, NORTH),
    Affine(CELL, 0, WEST + 1e6, 0, -CELL, NORTH),
    Affine(1e-4, 0, -81, 0, -1e-4, 36.15),
    Affine.identity(), Affine(0, 0, 0, 0, 0, 0), Affine(np.nan, 0, WEST, 0, -CELL, NORTH), Affine(CELL, 0, WEST, 0, -3 * CELL, NORTH),
)  # fmt: skip
SYSTEMS = (
    "EPSG:32617",
    "EPSG:32617",
    "EPSG:32617",
    "EPSG:32617",
    "EPSG:4326",
    "EPSG:3857",
    "EPSG:2263",
    "EPSG:4978",
    None,
)
ODD_CELLS = (np.nan, np.inf, -np.inf, -9999, -32768, 0, 255, 1e38, -1e38, 8849, 65535, 1e-40)
KEYS = {"band": 1, "key": "factors.lithology", "field": "classes"}


def values(rng, kind: str, shape):
    row, column = np.mgrid[: shape[0], : shape[1]]
    if kind == "dem":
        return 300 + 3.3 * column + 40 * np.sin(row / 6) + rng.normal(0, 0.3, shape)
    if kind == "ndvi":
        return np.clip(0.5 + 0.3 * np.sin(column / 5) + rng.normal(0, 0.05, shape), -1, 1)
    return 1.0 + (row // 10 + column // 15) % int(rng.integers(1, 6))


def odd_raster(rng, folder, kind: str):
    """A raster of mostly sound values."""
    shape = pick(rng, [(SIDE, SIDE)] * 6 + [(1, 1), (2, SIDE), (SIDE, 1), (7, 90)])
    made = values(rng, kind, shape)
    for _ in range(int(pick(rng, [0, 0, 1, 2]))):
        odd = pick(rng, ODD_CELLS)
        change = rng.random()
        if change < 0.4:
            made[int(rng.integers(shape[0])), int(rng.integers(shape[1]))] = odd
        elif change < 0.6:
            made[: shape[0] // 2] = odd
        elif change < 0.75:
            made[rng.random(shape) < 0.1] = odd
        elif change < 0.85:
            made *= pick(rng, [1e4, 0.1, -1, 1 / 0.3048, 0])
        elif change < 0.92:
            made = np.round(made)
        else:
            made[:] = odd
    dtype = pick(rng, TYPES)
    count = pick(rng, [1, 1, 1, 2, 4])
    with np.errstate(all="ignore"):
        band = (made * (1e4 if kind == "ndvi" and "int16" in dtype else 1)).astype(dtype)
    profile = {
        "driver": pick(rng, ["GTiff", "GTiff", "GTiff", "GTiff", "HFA", "ENVI", "AAIGrid", "VRT", "PNG"]), "width": shape[1], "height": shape[0],
        "count": count, "dtype": dtype, "transform": pick(rng, PLACES), "crs": pick(rng, SYSTEMS), "nodata": pick(rng, NODATA),
    }  # fmt: skip
    for name, value in (
        ("driver", "GTiff"),
        ("transform", PLACE),
        ("crs", "EPSG:32617"),
        ("nodata", None),
        ("count", 1),
    ):
        if rng.random() < 0.6:
            profile[name] = value
    path = folder / "a.tif"
    try:
        write(rng, path, profile, band)
    except Exception:  # what a format cannot hold is written as one that can
        profile |= {"driver": "GTiff", "nodata": None, "transform": PLACE}
        write(rng, path, profile, band)
    damage = rng.random()
    if damage < 0.04:
        raw = path.read_bytes()
        path.write_bytes(raw[: int(rng.integers(len(raw) + 1))])
    elif damage < 0.07:
        changed = bytearray(path.read_bytes())
        for _ in range(3):
            changed[int(rng.integers(len(changed)))] = int(rng.integers(256))
        path.write_bytes(bytes(changed))
    return path


def write(rng, path, profile, band) -> None:
    path.unlink(missing_ok=True)
    with rasterio.open(path, "w", **profile) as target:
        for number in range(1, profile["count"] + 1):
            target.write(band, number)
        if rng.random() < 0.1:
            target.write_mask(rng.random(band.shape) < 0.7)
        if rng.random() < 0.1:
            target.scales = (pick(rng, [0.0001, 0.1, 0, -1]),) * profile["count"]
            target.offsets = (pick(rng, [0, 100, -1]),) * profile["count"]
        if rng.random() < 0.05:
            target.units = (pick(rng, ["ft", "m", "dm", "US survey foot"]),) * profile["count"]
        if profile["count"] == 4 and rng.random() < 0.5:
            target.colorinterp = [
                rasterio.enums.ColorInterp[name] for name in ("red", "green", "blue", "alpha")
            ]


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """A sound DEM."""
    path = tmp_path_factory.mktemp("ground") / "dem.tif"
    dem = values(np.random.default_rng(0), "dem", (SIDE, SIDE)).astype(np.float32)
    write_raster(path, dem, GRID)
    return path, check_dem(path)[0]


def dem_case(rng, folder):
    path = odd_raster(rng, folder, "dem")
    settings = {
        "crs": pick(rng, [None, None, None, "EPSG:32617"]),
        "resolution_m": pick(rng, [None, None, 50.0]),
    }
    faults = pick(rng, ["stop", "report"])
    _, found = check_dem(
        path, target_crs=settings["crs"], resolution_m=settings["resolution_m"], faults=faults
    )
    assert np.isfinite([found["lowest_m"], found["highest_m"]]).all()
    out = folder / "out.tif"
    run_main(
        "prepare_dem",
        inputs={"dem": path},
        output={"dem": out},
        params={
            "settings": settings,
            "band": 1,
            "dem_faults": faults,
            "smoothing": pick(rng, [None, None, 1.0]),
        },
    )
    with rasterio.open(out) as source:
        made = source.read(1)
    known = np.isfinite(made)
    assert known.any() and not np.isinf(made).any(), "infinite heights"
    assert made[known].min() >= found["lowest_m"] - 50 and made[known].max() <= found["highest_m"] + 50, (
        "heights"
    )
    if settings == {"crs": None, "resolution_m": None}:
        share = found["share_with_data"]
        assert abs(known.mean() - share) < 1e-3, f"known cells: step {known.mean():.3f}, check {share:.3f}"


def ndvi_case(rng, folder, ground):
    dem, area = ground
    path, band = odd_raster(rng, folder, "ndvi"), pick(rng, [None, None, 1, 2])
    check_ndvi(path, area, reliability=1, band=band)
    out = folder / "out.tif"
    run_main(
        "warp_ndvi",
        inputs={"ndvi": path, "dem": dem},
        output={"ndvi": out},
        params={"reliability": 1, "band": band},
    )
    with rasterio.open(out) as source:
        made = source.read(1)
    known = made[np.isfinite(made)]
    assert known.size and not np.isinf(made).any() and np.abs(known).max() <= 1.01


def lithology_case(rng, folder, ground):
    dem, area = ground
    path, classes = odd_raster(rng, folder, "rock"), pick(rng, [None, {"1": "shale", "2": "marl"}])
    check_class_map(path, area, key="factors.lithology", column=None, classes=classes)
    out = folder / "out.tif"
    run_main(
        "map_classes",
        inputs={"map": path, "dem": dem},
        output={"classes": out},
        params={"layer": None, "settings": {"column": None, "classes": classes, **KEYS}},
        wildcards={"factor": "lithology"},
    )
    with rasterio.open(out) as source:
        codes, names = source.read(1), json.loads(source.tags()["CLASSES"])
    assert codes.any() and set(np.unique(codes)) - {0} <= {int(code) for code in names}
    assert not {"nan", "inf", "-inf", ""} & set(names.values()), "a class that is no number"


def test_dems(record_property, tmp_path):
    run_cases(record_property, tmp_path, dem_case, count=700, seconds=110)


def test_vegetation_indices(record_property, tmp_path, ground):
    run_cases(record_property, tmp_path, lambda r, f: ndvi_case(r, f, ground), count=500, seconds=60)


def test_geological_rasters(record_property, tmp_path, ground):
    run_cases(record_property, tmp_path, lambda r, f: lithology_case(r, f, ground), count=400, seconds=50)
