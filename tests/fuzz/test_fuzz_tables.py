"""Ready tables and tables of points made odd."""

import gzip
import io

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon, box
from steps import run_main

from fuzz.cases import ODD, pick, run_cases
from scarpwatch.config.susceptibility.factor_list import factor_list
from scarpwatch.config.susceptibility.factors import FactorsSettings
from scarpwatch.config.susceptibility.table import TableSettings
from scarpwatch.factors.factor import columns_record
from scarpwatch.inputs.tables.ready_table import describe_table, has_places, read_ready_table
from scarpwatch.inputs.vectors.point_tables import read_points

pytestmark = pytest.mark.fuzz

N = 50
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gbk", "latin-1", "cp1252")


def sound(rng) -> pd.DataFrame:
    hit = np.arange(N) % 2
    return pd.DataFrame(
        {
            "id": [f"u{number:03}" for number in range(N)],
            "slid": hit,
            "slope": rng.normal(20, 5, N).round(3),
            "facing": rng.uniform(0, 360, N).round(1),
            "rock": rng.choice(["shale", "marl", "NA"], N),
            "code": rng.integers(1, 5, N),
            "east": 500_000 + rng.uniform(0, 5e3, N).round(1),
            "north": 4_000_000 + rng.uniform(0, 5e3, N).round(1),
        }
    )


def odd_table(rng, table: pd.DataFrame) -> pd.DataFrame:
    """Cells, rows and columns changed."""
    table = table.astype(object)
    for _ in range(int(rng.integers(0, 4))):
        column = int(rng.integers(table.shape[1]))
        kind = rng.random()
        rows = rng.integers(0, len(table), int(pick(rng, [1, 1, 2, 20])))
        if kind < 0.5:
            for row in rows:
                table.iat[int(row), column] = pick(rng, ODD)
        elif kind < 0.6:
            table.iloc[:, column] = pick(rng, [*ODD, None, np.nan])
        elif kind < 0.68:
            table = table.rename(columns={table.columns[column]: pick(rng, [*ODD, *table.columns])})
        elif kind < 0.74 and table.shape[1] > 1:
            table = table.drop(columns=table.columns[column])
        elif kind < 0.80:
            table = pd.concat([table, table.iloc[rows]], ignore_index=True)
        elif kind < 0.86:
            table.iloc[:, column] = table.iloc[:, column].astype(str) + pick(
                rng, [" ", ".0", ",0", "\u00a0", ""]
            )
        elif kind < 0.92:
            table = table.iloc[: int(pick(rng, [0, 1, 10, N - 1]))]
        else:
            table = table.iloc[:, list(rng.permutation(table.shape[1]))]
        if table.empty:
            break
    return table


def write_text(rng, table: pd.DataFrame, path) -> None:
    separator = pick(rng, [",", ",", ";", "\t", "|", " "])
    text = table.to_csv(
        index=bool(rng.random() < 0.1), sep=separator, lineterminator=pick(rng, ["\n", "\r\n", "\r"])
    )
    kind = rng.random()
    if kind < 0.06:
        text = f"sep={separator}\n" + text
    elif kind < 0.12:
        text = "\n".join(f"{line}{separator}" for line in text.splitlines()) + "\n"
    elif kind < 0.16:
        text = "# a comment\n" + text
    elif kind < 0.20:
        text += separator * 30 + "\n"
    elif kind < 0.23:
        text = text.replace(".", ",")
    raw = text.encode(pick(rng, ENCODINGS) if rng.random() < 0.3 else "utf-8", "replace")
    kind = rng.random()
    if kind < 0.05:
        raw = raw[: int(rng.integers(len(raw) + 1))]
    elif kind < 0.10 and raw:
        changed = bytearray(raw)
        for _ in range(3):
            changed[int(rng.integers(len(changed)))] = int(rng.integers(256))
        raw = bytes(changed)
    elif kind < 0.12:
        raw = gzip.compress(raw)
    path.write_bytes(raw)


def odd_geometry(rng, table: pd.DataFrame):
    places = [Point(500_000 + 90 * k, 4_000_000 + 70 * (k % 7)) for k in range(len(table))]
    if rng.random() < 0.4:
        places = [box(p.x, p.y, p.x + 80, p.y + 60) for p in places]
    for _ in range(int(rng.integers(0, 3))):
        if places:
            places[int(rng.integers(len(places)))] = pick(
                rng,
                [None, Point(), Polygon(), Point(np.nan, 1), Point(np.inf, 1), Point(1e30, 0), box(0, 0, 0, 0), Point(1, 2, 3),
                 Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])],
            )  # fmt: skip
    return gpd.GeoDataFrame(
        table, geometry=places, crs=pick(rng, [32617, 32617, 4326, 3857, None, 2263, 4978])
    )


def table_case(rng, folder):
    table = odd_table(rng, sound(rng))
    given = {
        "label": "slid",
        "factors": ["slope", "facing", "rock", "code"],
        "categorical": ["rock"],
        "circular": ["facing"],
    }
    ending = pick(
        rng, [".csv", ".csv", ".csv", ".tsv", ".txt", ".parquet", ".gpkg", ".geojson", ".geoparquet", ".shp"]
    )
    path = folder / f"t{ending}"
    try:
        if ending in (".csv", ".tsv", ".txt"):
            write_text(rng, table, path)
        elif ending == ".parquet":
            table.convert_dtypes().to_parquet(path)
        elif ending == ".geoparquet":
            odd_geometry(rng, table.convert_dtypes()).to_parquet(path)
        else:
            odd_geometry(rng, table.convert_dtypes()).to_file(path)
    except Exception:  # what cannot be written is no case; the text of the same table is one
        path = folder / "t.csv"
        write_text(rng, table, path)
        ending = ".csv"
    if rng.random() < 0.7:
        given["unit_id"] = "id"
    if ending in (".csv", ".tsv", ".txt", ".parquet") and rng.random() < 0.7:
        given |= {"x": "east", "y": "north"}
        if rng.random() < 0.6:
            given["crs"] = pick(rng, ["EPSG:32617", "EPSG:4326", "EPSG:3857", "EPSG:99999", "EPSG:4978"])
    if rng.random() < 0.2:
        given["categorical"] = ["rock", "code"]
    settings = TableSettings(file=path, min_landslides=10, **given)
    read = read_ready_table(settings)
    found = describe_table(read)
    assert has_places(settings) == (read.places is not None), "whether there are places"
    sound_table(read, found, settings, folder)


def sound_table(read, found, settings, folder) -> None:
    """What was accepted holds nothing that no table can hold, and the step makes of it what the check found."""
    assert set(np.unique(read.landslides)) <= {0, 1}
    assert len(set(read.names)) == len(read.names) and all(name.strip() for name in read.names)
    for name, values in read.factors.items():
        if name in settings.categorical:
            assert all(value is None or (isinstance(value, str) and value.strip()) for value in values), name
        else:
            assert not np.isinf(values).any() and np.isfinite(values).any(), name
            if name in settings.circular:
                known = values[np.isfinite(values)]
                assert ((known >= -360) & (known <= 720)).all(), name
    if read.places is not None:
        assert np.isfinite(read.places.bounds.to_numpy()).all(), "places"
    names = ("factors", "labels", "summary", "units")
    out = {
        name: folder / f"out.{ending}"
        for name, ending in zip(names, ("f.parquet", "l.parquet", "json", "gpkg"), strict=True)
    }
    raw = settings.model_dump(mode="json", exclude={"file"})
    run_main(
        "read_unit_table",
        inputs={"table": settings.file},
        output=out,
        params={
            "settings": raw,
            "need_landslides": True,
            "factors": columns_record(factor_list(FactorsSettings(), settings)),
        },
    )
    labels, factors = pd.read_parquet(out["labels"]), pd.read_parquet(out["factors"])
    assert len(labels) == len(factors) == found["units"], "units of check and step"
    assert int(labels["landslides"].sum()) == found["with_landslides"], "landslide units of check and step"
    number = factors.select_dtypes("number")
    assert not np.isinf(number.to_numpy(np.float64)).any(), "infinite values in the step's table"
    if read.places is not None:
        assert np.isfinite(factors[["x", "y"]].to_numpy()).all(), "places of the step"
    missing = {
        name.split(":", 2)[2]: round(float(factors[name].isna().mean()), 4) for name in factors if ":" in name
    }
    assert missing == found["missing_share"], "missing values of check and step"


def points_case(rng, folder):
    table = sound(rng)[["id", "slid"]].assign(
        longitude=113 + rng.uniform(0, 1, N).round(5),
        latitude=34 + rng.uniform(0, 1, N).round(5),
        day="2020-01-01",
    )
    path = folder / "p.csv"
    write_text(rng, odd_table(rng, table), path)
    points, notes = read_points(path)
    there = points.geometry.notna() & ~points.geometry.is_empty
    bounds = points.geometry[there].bounds.to_numpy()
    assert np.isfinite(bounds).all(), "a place that is no number"
    assert (np.abs(bounds[:, [0, 2]]) <= 180).all() and (np.abs(bounds[:, [1, 3]]) <= 90).all()
    assert all(isinstance(note, str) for note in notes)
    assert io.StringIO(str(points.columns.tolist()))


def test_ready_tables(record_property, tmp_path):
    run_cases(record_property, tmp_path, table_case, count=1500, seconds=200)


def test_tables_of_points(record_property, tmp_path):
    run_cases(record_property, tmp_path, points_case, count=700, seconds=60)
