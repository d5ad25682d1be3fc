import geopandas as gpd
import pandas as pd
import pytest
from error_tables import OUTPUT, PARAMS, N, error_inputs
from steps import read_json, run_main


@pytest.fixture
def inputs(tmp_path):
    return error_inputs(tmp_path)


def run(inputs, folder):
    folder.mkdir()
    return run_main(
        "tabulate_errors",
        inputs=inputs,
        output={kind: folder / name for kind, name in OUTPUT.items()},
        params=PARAMS,
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
