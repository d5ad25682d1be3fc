"""The step that checks all inputs."""

import json
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely import Point

from scarpwatch.config import load_config
from scarpwatch.errors import InputError
from validate_inputs import main


def make_job(folder: Path, landslides: int) -> SimpleNamespace:
    y, x = np.mgrid[:40, :50]
    with rasterio.open(
        folder / "dem.tif", "w", driver="GTiff", dtype="float32", count=1, height=40, width=50,
        crs="EPSG:32632", transform=from_origin(5e5, 5.2e6, 30, 30),
    ) as target:  # fmt: skip
        target.write((500 + x + 2 * y).astype(np.float32), 1)
    spots = np.random.default_rng(1).uniform(10, 1100, (landslides, 2))
    slides = [Point(5e5 + east, 5.2e6 - south) for east, south in spots]
    gpd.GeoDataFrame({"id": range(landslides)}, geometry=slides, crs="EPSG:32632").to_file(
        folder / "slides.gpkg"
    )
    raw = {"name": "a", "factors": {"dem": folder / "dem.tif"}, "inventory": {"file": folder / "slides.gpkg"}}
    config = load_config(raw, "a").model_dump(mode="json")
    return SimpleNamespace(
        input=SimpleNamespace(dem=folder / "dem.tif", inventory=folder / "slides.gpkg"),
        output=SimpleNamespace(validation=folder / "results" / "validation.json"),
        params=SimpleNamespace(config=config, recognised=None, until=None),
    )


def test_what_was_found_is_written(tmp_path: Path) -> None:
    job = make_job(tmp_path, 31)
    main(job)
    found = json.loads(job.output.validation.read_text())
    assert found["inventory"]["landslides_inside"] == 31
    assert found["dem"]["cell_size"] == [30.0, 30.0]


def test_a_fault_leaves_nothing_behind(tmp_path: Path) -> None:
    job = make_job(tmp_path, 29)
    with pytest.raises(InputError, match="29 of its 29 landslides"):
        main(job)
    assert not job.output.validation.exists()
