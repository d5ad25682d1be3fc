"""The table of scenes, from the tags of the stack's files."""

import csv
from pathlib import Path

import numpy as np
from affine import Affine
from steps import run_main

from scarpwatch.grids.grid import Grid, write_raster


def write(path, **tags):
    write_raster(path, np.ones((2, 2), np.float32), Grid(None, Affine.identity(), (2, 2)), tags=tags)
    return str(path)


def table(path):
    lines = Path(path).read_text().splitlines()
    header = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    rows = csv.DictReader([line for line in lines if not line.startswith("#")], delimiter="\t")
    return header, list(rows)


def run(folder, files, **params):
    output = {"scenes": str(folder / "scenes.tsv")}
    return table(run_main("list_scenes", inputs={"files": files}, output=output, params=params).scenes)


def test_baselines_count_from_the_first_date_whatever_the_order(tmp_path):
    orbits = {"20240212": 10.25, "20240107": -40.0, "20240119": 85.5}
    files = [
        write(
            tmp_path / f"{day}.tif",
            DATE=day,
            PERPENDICULAR_BASELINE_M=value,
            SENSOR="S1A",
            WAVELENGTH_M=0.0555,
            FLATTENED="no",
        )
        for day, value in orbits.items()
    ]
    header, rows = run(tmp_path, files, pairs=False, sources={day: f"raw/{day}.tif" for day in orbits})
    assert [row["date"] for row in rows] == ["2024-01-07", "2024-01-19", "2024-02-12"]
    assert [float(row["perpendicular_baseline_m"]) for row in rows] == [0, 125.5, 50.25]
    assert [row["source"] for row in rows] == ["raw/20240107.tif", "raw/20240119.tif", "raw/20240212.tif"]
    assert {row["sensor"] for row in rows} == {"S1A"}
    assert header["wavelength_m"] == "0.0555"
    assert header["flattened"] == "no"
    assert header["heading_deg"] == "not known"


def test_baselines_of_pairs_are_tied_together(tmp_path):
    known = {"20240107_20240119": 30.0, "20240119_20240131": -50.0, "20240107_20240131": -20.0}
    unknown = {"20240131_20240212": None}
    files = []
    for pair, baseline in {**known, **unknown}.items():
        tags = {"REFERENCE_DATE": pair[:8], "SECONDARY_DATE": pair[9:]}
        if baseline is not None:
            tags["PERPENDICULAR_BASELINE_M"] = baseline
        files.append(write(tmp_path / f"{pair}.tif", **tags))
    _, rows = run(tmp_path, files, pairs=True, sources={})
    found = {row["date"]: row["perpendicular_baseline_m"] for row in rows}
    assert found == {
        "2024-01-07": "0.000",
        "2024-01-19": "30.000",
        "2024-01-31": "-20.000",
        "2024-02-12": "nan",
    }
    assert {row["source"] for row in rows} == {"interferograms"}
