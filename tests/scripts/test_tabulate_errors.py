import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box
from steps import read_json, run_main

from scarpwatch.factors.factor import FactorColumns, columns_record

N = 24
OUTPUT = {
    "units": "errors.csv", "polygons": "errors.gpkg", "record": "errors.json", "groups": "class_skill.csv",
    "thresholds": "thresholds.csv", "curves": "curves.csv", "spread": "index_spread.csv",
}  # fmt: skip


@pytest.fixture
def inputs(tmp_path):
    rng = np.random.default_rng(0)
    x, y = (each.ravel() for each in np.meshgrid(np.arange(N) * 100.0, np.arange(N) * 100.0))
    units = np.arange(1, N * N + 1)
    slope = rng.uniform(0, 40, units.size)
    slid = (rng.random(units.size) < 1 / (1 + np.exp(-(slope - 25) / 5))).astype(int)
    score = np.clip(slope / 40 + 0.1 * rng.standard_normal(units.size), 0, 1)
    tables = {
        "static": {
            "unit_id": units,
            "x": x,
            "y": y,
            "area_m2": 1e4,
            "rock": np.where(x < 900, "shale", "marl"),
        },
        "scores": {"unit_id": units, "score": score},
        "reliability": {"unit_id": units, "score_std": 0.1 * score * (1 - score)},
    }
    parts = [
        {
            "design": design,
            "repeat": repeat,
            "fold": 0,
            "unit_id": units[::2],
            "landslide": slid[::2],
            "score": score[::2],
            "rank": score[::2],
        }
        for design in ("nndm", "blocks")
        for repeat in range(2)
    ]
    tables["out_of_fold"] = pd.concat(map(pd.DataFrame, parts))
    files = {}
    for name, table in tables.items():
        pd.DataFrame(table).to_parquet(tmp_path / f"{name}.parquet")
        files[name] = tmp_path / f"{name}.parquet"
    (tmp_path / "metrics.json").write_text('{"prevalence": {"share": 0.1}, "validation": {"threshold": 0.5}}')
    shapes = [box(a, b, a + 100, b + 100) for a, b in zip(x, y, strict=True)]
    gpd.GeoDataFrame({"unit_id": units, "name": "u"}, geometry=shapes, crs=32617).to_file(
        tmp_path / "units.gpkg"
    )
    return {
        **files,
        "deformation": [],
        "metrics": tmp_path / "metrics.json",
        "polygons": tmp_path / "units.gpkg",
    }


def run(inputs, folder):
    folder.mkdir()
    return run_main(
        "tabulate_errors",
        inputs=inputs,
        output={kind: folder / name for kind, name in OUTPUT.items()},
        params={
            "factors": columns_record([FactorColumns("rock", "classes")]),
            "cost_ratios": [1.0, 5.0],
            "seed": 1,
        },
        wildcards={"assessment": "static", "algorithm": "rf"},
    )


def test_every_table_is_of_the_headline_design_alone(inputs, tmp_path):
    out = run(inputs, tmp_path / "a")
    record, units = read_json(out["record"]), pd.read_csv(out["units"])
    assert (record["design"], record["repeats"], record["units"]) == ("nndm", 2, N * N // 2)
    assert sum(record["counts"].values()) == len(units) == N * N // 2
    polygons = gpd.read_file(out["polygons"])
    assert polygons["outcome"].tolist() == units["outcome"].tolist() and (polygons.area == 1e4).all()
    assert polygons.crs.to_epsg() == 32617
    assert pd.read_csv(out["groups"])["group"].tolist() == ["marl", "shale"]
    assert [one["group"] for one in record["class_skill"]] == ["marl", "shale"]
    thresholds = pd.read_csv(out["thresholds"])
    assert {"cost_1", "cost_5"} < set(thresholds) and thresholds["chosen"].str.contains("Youden").sum() == 1
    assert set(pd.read_csv(out["curves"])["curve"]) == {"roc", "precision_samples", "precision_area"}
    assert pd.read_csv(out["spread"])["units"].sum() == N * N


def test_the_same_bytes_each_time(inputs, tmp_path):
    first, second = run(inputs, tmp_path / "a"), run(inputs, tmp_path / "b")
    for kind in OUTPUT:
        assert first[kind].read_bytes() == second[kind].read_bytes(), kind


def test_units_without_places(inputs, tmp_path):
    table = pd.read_parquet(inputs["static"]).drop(columns=["x", "y", "area_m2"])
    table.to_parquet(inputs["static"])
    plain = gpd.read_file(inputs["polygons"]).drop(columns="geometry")
    inputs["polygons"].unlink()
    import pyogrio

    pyogrio.write_dataframe(plain, inputs["polygons"], layer="units")
    out = run(inputs, tmp_path / "a")
    assert read_json(out["record"])["morans_i"]["i"] is None
    assert "x" not in pd.read_csv(out["units"])
