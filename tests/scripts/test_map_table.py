import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import Point, box
from steps import run_main

from scarpwatch.learning.zoning import classify_scores
from scarpwatch.susceptibility_classes import DEFAULT_BREAKS, NUMBER
from scarpwatch.units.places import place_columns, write_units

NAMES = ["u1", '=HYPERLINK("http://a","b")', "@b", "-4", "NA"]
SHAPES = {
    "none": None,
    "points": gpd.GeoSeries([Point(n, 0) for n in range(5)], crs=32617),
    "polygons": gpd.GeoSeries([box(n, 0, n + 1, 1 + n) for n in range(5)], crs=32617),
}
SCORES = [0.1, 0.3, 0.5, 0.7, 0.9]


@pytest.mark.parametrize("kind", SHAPES)
def test_units_are_rated_with_and_without_places(tmp_path, kind):
    ids = np.arange(1, 6)
    write_units(tmp_path / "units.gpkg", ids, [*NAMES], SHAPES[kind])
    area = SHAPES[kind].area.to_numpy() if kind == "polygons" else None
    tables = {
        "factors": pd.concat([pd.DataFrame({"unit_id": ids}), place_columns(SHAPES[kind], area)], axis=1),
        "labels": pd.DataFrame({"unit_id": ids, "landslides": [0, 0, 1, 0, 1]}),
        "samples": pd.DataFrame({"unit_id": ids, "split": ["validation"] * 4 + ["training"]}),
        "scores": pd.DataFrame({"unit_id": ids, "score": SCORES}),
        "reliability": pd.DataFrame({"unit_id": ids, "score_std": 0.1, "driver_1": "rain", "applicable": 1}),
        "probability": pd.DataFrame({"unit_id": ids, "probability": [0.01, 0.02, 0.04, 0.08, 0.16]}),
    }
    for name, table in tables.items():
        table.to_parquet(tmp_path / f"{name}.parquet")
    out = run_main(
        "map_table",
        inputs={name: tmp_path / f"{name}.parquet" for name in tables}
        | {"units": tmp_path / "units.gpkg", "held_out": []},
        output={
            "units": tmp_path / "rf.gpkg",
            "rows": tmp_path / "rf.csv",
            "table": tmp_path / "classes.csv",
        },
        params={"zoning": {"method": "fixed", "breaks": [*DEFAULT_BREAKS], "landslides_above": []}},
        wildcards={"algorithm": "rf", "assessment": "static"},
    )
    codes = classify_scores(SCORES)
    rows = pd.read_csv(out["rows"], keep_default_na=False)
    assert rows["name"].tolist() == [
        "u1",
        f"'{NAMES[1]}",
        "'@b",
        "-4",
        "NA",
    ]  # of which a spreadsheet runs none
    assert pyogrio.read_dataframe(out["units"])["name"].tolist() == NAMES  # to join by
    assert rows["probability"].tolist() == pytest.approx([0.01, 0.02, 0.04, 0.08, 0.16])
    assert rows["class"].tolist() == codes.tolist() and (rows["driver_1"] == "rain").all()
    classes = pd.read_csv(out["table"])
    assert classes["area_km2"].notna().all() == (kind == "polygons")
    size = ids if kind == "polygons" else np.ones(5)
    area = np.bincount(codes, weights=size, minlength=NUMBER + 1)[1:]
    assert classes["area_share"].to_numpy() == pytest.approx(area / area.sum())
    assert classes["held_out_share"].tolist() == [float(code == codes[2]) for code in classes["class"]]
    assert ("geometry" in pyogrio.read_dataframe(out["units"])) == (kind != "none")
