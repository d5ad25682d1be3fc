import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import box
from steps import read_json, run_main

from scarpwatch.config.susceptibility.factor_list import factor_list
from scarpwatch.config.susceptibility.factors import FactorsSettings
from scarpwatch.config.susceptibility.table import TableSettings
from scarpwatch.factors.factor import columns_record
from scarpwatch.learning.predictors.features import encode_factors


def user_table():
    rng = np.random.default_rng(4)
    return pd.DataFrame(
        {
            "name": [f"slope {n}" for n in range(80)],
            "slid": [0, 1] * 40,
            "steepness": rng.normal(25, 5, 80),
            "rock": ["shale", "limestone"] * 40,
            "facing": rng.uniform(0, 360, 80),
            "sinking": rng.normal(0, 1, 80),
            "e": 500_000 + rng.uniform(0, 9000, 80),
            "n": 4_000_000 + rng.uniform(0, 9000, 80),
        }
    )


SETTINGS = {
    "label": "slid",
    "factors": ["steepness", "rock", "facing"],
    "categorical": ["rock"],
    "circular": ["facing"],
    "dynamic_factors": ["sinking"],
    "until": "2025-06-01",
    "unit_id": "name",
}

FACTORS = factor_list(FactorsSettings(), TableSettings(file="t.csv", **SETTINGS))


def test_landslides_of_a_file_label_the_units(tmp_path):
    table = user_table()
    squares = [box(e, 4e6, e + 100, 4e6 + 100) for e in 5e5 + 100.0 * np.arange(80)]
    units = gpd.GeoDataFrame(table, geometry=squares, crs=32617)
    units.to_file(tmp_path / "units.gpkg")
    slid = table["slid"].to_numpy() == 1
    middle = units.centroid[slid]
    slides = gpd.GeoDataFrame(geometry=pd.concat([middle, middle.translate(9, 0)]), crs=32617)
    slides.to_file(tmp_path / "slides.gpkg")
    out = run_main(
        "read_unit_table",
        inputs={"table": tmp_path / "units.gpkg", "inventory": tmp_path / "slides.gpkg"},
        output={kind: tmp_path / kind for kind in ("factors", "labels", "summary")}
        | {"units": tmp_path / "out.gpkg"},
        params={
            "settings": {**SETTINGS, "label": None},
            "inventory": {"min_landslides": 30},
            "need_landslides": True,
            "factors": columns_record(FACTORS),
        },
    )
    labels, summary = pd.read_parquet(out["labels"]), read_json(out["summary"])
    assert labels["landslides"].tolist() == [0, 2] * 40 and labels["label"].tolist() == [0, 1] * 40
    assert (summary["inside"], summary["units_with_landslides"], summary["units"]) == (80, 40, 80)
    assert [each["kind"] for each in summary["decisions"]] == ["landslide_units"]
    assert pd.read_parquet(out["factors"])["area_m2"].tolist() == pytest.approx([1e4] * 80)


def test_without_labels_the_landslides_are_not_known(tmp_path):
    user_table().to_csv(tmp_path / "t.csv", index=False)
    out = run_main(
        "read_unit_table",
        inputs={"table": tmp_path / "t.csv", "inventory": []},
        output={kind: tmp_path / kind for kind in ("factors", "labels", "summary")}
        | {"units": tmp_path / "units.gpkg"},
        params={
            "settings": {**SETTINGS, "label": None},
            "inventory": None,
            "need_landslides": False,
            "factors": columns_record(FACTORS),
        },
    )
    assert pd.read_parquet(out["labels"])["landslides"].isna().all()
    assert "with_landslides" not in read_json(out["summary"])


@pytest.mark.parametrize("places", [{}, {"x": "e", "y": "n", "crs": "EPSG:32617"}])
def test_factors_labels_and_places(tmp_path, places):
    user_table().to_csv(tmp_path / "t.csv", index=False)
    out = run_main(
        "read_unit_table",
        inputs={"table": tmp_path / "t.csv", "inventory": []},
        output={kind: tmp_path / kind for kind in ("factors", "labels", "summary")}
        | {"units": tmp_path / "units.gpkg"},
        params={
            "settings": {**SETTINGS, **places},
            "inventory": None,
            "need_landslides": True,
            "factors": columns_record(FACTORS),
        },
    )
    factors = pd.read_parquet(out["factors"])
    assert factors["unit_id"].tolist() == list(range(1, 81))
    assert ("x" in factors) == bool(places) and "area_m2" not in factors
    assert encode_factors(factors, FACTORS, dynamic=False).factors == SETTINGS["factors"]
    assert pd.read_parquet(out["labels"])["landslides"].tolist() == [0, 1] * 40
    assert read_json(out["summary"])["with_landslides"] == 40
    units = pyogrio.read_dataframe(out["units"])
    assert units["name"].tolist() == user_table()["name"].tolist()
    assert ("geometry" in units) == bool(places)
