import json
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS
from shapely.geometry import box

from map_susceptibility import main
from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid, write_raster
from scarpwatch.learning.zoning import classify_scores
from scarpwatch.susceptibility_classes import CLASS_NAMES, DEFAULT_BREAKS, NUMBER, colour_table

GRID = Grid(CRS.from_epsg(32617), Affine(30, 0, 500_000, 0, -30, 4_000_000), (12, 14))
SCORES = {1: 0.1, 2: 0.2, 3: 0.45, 4: 0.7, 5: 0.95}  # unit 6 has none
CLASSES = classify_scores([*SCORES.values()]).tolist()


@pytest.fixture
def job(tmp_path):
    """Six units of 4 x 4 cells in two rows of three; two columns of cells outside all units."""
    units = np.zeros(GRID.shape, np.int32)
    shapes = []
    for number in range(6):
        row, column = divmod(number, 3)
        units[4 * row : 4 * row + 4, 4 * column : 4 * column + 4] = number + 1
        left, top = 500_000 + 120 * column, 4_000_000 - 120 * row
        shapes.append(box(left, top - 120, left + 120, top))
    write_raster(tmp_path / "units.tif", units, GRID, nodata=0)
    polygons = gpd.GeoDataFrame({"unit_id": range(1, 7), "area_m2": 14_400.0}, geometry=shapes, crs=GRID.crs)
    polygons.to_file(tmp_path / "units.gpkg", layer="slope_units")
    pd.DataFrame({"unit_id": SCORES.keys(), "score": SCORES.values()}).to_parquet(tmp_path / "scores.parquet")
    pd.DataFrame({"unit_id": range(1, 7), "landslides": [0, 0, 1, 2, 3, 7]}).to_parquet(
        tmp_path / "labels.parquet"
    )
    pd.DataFrame(
        {"unit_id": [3, 5, 2], "landslide": 1, "split": ["training", "validation", "validation"]}
    ).to_parquet(tmp_path / "samples.parquet")
    pd.DataFrame(
        {
            "unit_id": SCORES.keys(),
            "score_std": [0.01, 0.02, 0.03, 0.04, 0.05],
            "applicable": [1, 1, 0, 1, 1],
            "driver_1": "slope",
            "driver_1_effect": 0.5,
        }
    ).to_parquet(tmp_path / "reliability.parquet")
    pd.DataFrame({"unit_id": SCORES.keys(), "probability": [0.01, 0.02, 0.05, 0.2, 0.5]}).to_parquet(
        tmp_path / "probability.parquet"
    )
    return SimpleNamespace(
        input=SimpleNamespace(
            probability=tmp_path / "probability.parquet",
            held_out=[],
            raster=tmp_path / "units.tif",
            polygons=tmp_path / "units.gpkg",
            labels=tmp_path / "labels.parquet",
            samples=tmp_path / "samples.parquet",
            scores=tmp_path / "scores.parquet",
            reliability=tmp_path / "reliability.parquet",
        ),
        output=SimpleNamespace(
            index=tmp_path / "rf.tif",
            sigma=tmp_path / "rf_sigma.tif",
            applicable=tmp_path / "rf_applicable.tif",
            probability=tmp_path / "rf_probability.tif",
            classes=tmp_path / "rf_class.tif",
            polygons=tmp_path / "rf.gpkg",
            table=tmp_path / "rf_classes.csv",
        ),
        params=SimpleNamespace(
            zoning={"method": "fixed", "breaks": [*DEFAULT_BREAKS], "landslides_above": []},
            provenance={"AREA": "by the test", "CONFIG_DIGEST": "0123456789abcdef"},
        ),
        wildcards=SimpleNamespace(assessment="static", algorithm="rf"),
    )


def test_rasters_carry_index_and_class_of_each_unit(job):
    main(job)
    with rasterio.open(job.output.index) as source:
        index = source.read(1)
        assert source.tags()["UNITS"] == "1" and "not a probability" in source.tags()["MEANING"]
    values = {}
    for name in ("index", "sigma", "applicable", "probability"):
        with rasterio.open(vars(job.output)[name]) as source:
            assert source.count == 1
            values[name] = source.read(1)
    assert values["probability"][4, 5] == np.float32(0.5) and np.isnan(values["probability"][5, 9])
    assert values["sigma"][0, 0] == np.float32(0.01) and np.isnan(values["sigma"][5, 9])
    assert values["applicable"][[0, 0, 5], [8, 0, 9]].tolist() == [0, 1, 255]
    with rasterio.open(job.output.classes) as source:
        classes = source.read(1)
        assert source.dtypes == ("uint8",) and source.nodata == 0
        assert json.loads(source.tags()["CLASSES"])[str(NUMBER)].startswith(CLASS_NAMES[-1])
        colours = source.colormap(1)
        assert all(colours[code] == colour_table()[code] for code in range(1, NUMBER + 1))
    assert index[0, 0] == np.float32(0.1) and index[7, 7] == np.float32(0.95)
    assert classes[[0, 0, 0, 5, 5], [0, 4, 8, 0, 4]].tolist() == CLASSES
    outside = [(5, 9), (0, 13), (11, 0)]  # a unit without a score, and ground outside all units
    assert all(np.isnan(index[cell]) and classes[cell] == 0 for cell in outside)


def test_classes_follow_the_landslides_of_held_out_units(job, tmp_path):
    rng = np.random.default_rng(1)
    scored = {"design": "nndm", "unit_id": rng.integers(1, 7, 400), "score": rng.random(400), "landslide": 1}
    pd.DataFrame(scored).to_parquet(tmp_path / "held.parquet")
    job.input.held_out = tmp_path / "held.parquet"
    shares = np.linspace(0.9, 0.3, NUMBER - 1)
    job.params.zoning |= {"method": "success_rate", "landslides_above": shares.tolist()}
    main(job)
    counts = np.array([0, 0, 1, 2, 3, 7])[scored["unit_id"] - 1]
    upper = pd.read_csv(job.output.table)["lower"].to_numpy()[1:]
    found = [counts[scored["score"] >= limit].sum() / counts.sum() for limit in upper]
    assert found == pytest.approx(shares, abs=0.02)


def test_models_of_another_area_have_no_probability(job):
    job.input.probability = []
    main(job)
    assert job.output.index.is_file() and not job.output.probability.exists()
    assert "probability" not in gpd.read_file(job.output.polygons)


def test_polygons_and_shares(job):
    main(job)
    polygons = gpd.read_file(job.output.polygons, layer="susceptibility_rf_static").set_index("unit_id")
    assert polygons["class"].tolist() == [*CLASSES, 0]
    assert polygons["probability"][5] == pytest.approx(0.5) and np.isnan(polygons["probability"][6])
    assert polygons["score"][4] == pytest.approx(0.7) and np.isnan(polygons["score"][6])
    assert polygons.crs == GRID.crs
    assert polygons["driver_1"][1] == "slope" and polygons["applicable"][3] == 0
    table = pd.read_csv(job.output.table)
    area = np.bincount(CLASSES, minlength=NUMBER + 1)[1:] / 5
    slides = np.bincount(CLASSES, weights=[0, 0, 1, 2, 3], minlength=NUMBER + 1)[1:]
    assert table["area_share"].tolist() == area.tolist()
    assert table["landslides"].tolist() == slides.tolist()
    assert table["held_out_share"].tolist() == [0] * (NUMBER - 1) + [1]
    assert table["frequency_ratio"].to_numpy() == pytest.approx(slides / 6 / area)


def test_scores_of_other_units_are_refused(job):
    pd.DataFrame({"unit_id": [1, 99], "score": [0.1, 0.2]}).to_parquet(job.input.scores)
    with pytest.raises(DataError, match="not on the map"):
        main(job)


def test_other_borders_stand_in_the_table_and_the_raster(job):
    job.params.zoning = {"method": "quantiles", "breaks": [*DEFAULT_BREAKS], "landslides_above": []}
    main(job)
    table = pd.read_csv(job.output.table)
    assert table["units"].sum() == 5 and np.ptp(table["units"]) <= 1
    assert table["upper"].tolist()[:-1] == pytest.approx(np.quantile([*SCORES.values()], DEFAULT_BREAKS))
