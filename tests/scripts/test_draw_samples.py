import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from draw_samples import main
from scarpwatch.errors import DataError
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units

SETTINGS = {
    "train_share": 0.7,
    "negatives_per_positive": 1.0,
    "negatives": "random",
    "buffer_m": 500.0,
    "blocks": 5,
    "fold_repeats": 2,
    "regions": None,
    "leave_one_out_buffer_m": None,
    "split": "random",
    "prospective_date": None,
    "copies_together": True,
    "min_coverage": 0.5,
}


def job(folder, min_landslides=30, seed=1, ready_table=False):
    return SimpleNamespace(
        input=SimpleNamespace(labels=folder / "labels.parquet", factors=folder / "factors.parquet"),
        output=SimpleNamespace(
            samples=folder / f"samples_{seed}.parquet",
            table=folder / f"samples_{seed}.csv",
            summary=folder / f"samples_{seed}.json",
            folds=folder / f"folds_{seed}.parquet",
            distances=folder / f"folds_{seed}.json",
        ),
        params=SimpleNamespace(
            settings=SETTINGS, min_landslides=min_landslides, ready_table=ready_table, seed=seed
        ),
    )


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(1)
    factors = draw_factor_table(500, rng)
    factors.to_parquet(tmp_path / "factors.parquet")
    draw_landslide_units(factors, {"slope": 1.0}, 60, rng).to_parquet(tmp_path / "labels.parquet")
    return tmp_path


def test_samples_are_written_and_belong_to_the_seed(folder):
    for seed in (1, 2):
        main(job(folder, seed=seed))
    first, second = (pd.read_parquet(folder / f"samples_{seed}.parquet") for seed in (1, 2))
    assert list(first) == ["unit_id", "landslide", "split", "fold", "group", "why"] and len(first) == 120
    assert not first.equals(second)
    again = (folder / "samples_1.parquet").read_bytes()
    main(job(folder, seed=1))
    assert (folder / "samples_1.parquet").read_bytes() == again


def test_folds_of_all_designs_are_written(folder):
    main(job(folder))
    samples, folds = (pd.read_parquet(folder / f"{name}_1.parquet") for name in ("samples", "folds"))
    assert list(folds) == ["design", "repeat", "unit_id", "fold", "distance_m", "buffer_m"]
    assert folds.groupby(["design", "repeat"]).size().to_dict() == {
        (design, repeat): len(samples) for design in ("nndm", "blocks") for repeat in (0, 1)
    }
    record = json.loads((folder / "folds_1.json").read_text())
    assert record["headline"] == "nndm" and record["designs"]["blocks"]["judges"] == "farther"
    (told,) = [
        one
        for one in json.loads((folder / "samples_1.json").read_text())["decisions"]
        if one["kind"] == "folds"
    ]
    assert "blocks" in told["reason"] and "pessimistic for the map" in told["reason"]


def test_people_can_read_what_was_drawn_and_why(folder):
    main(job(folder))
    table = pd.read_csv(folder / "samples_1.csv")
    samples = pd.read_parquet(folder / "samples_1.parquet")
    pd.testing.assert_frame_equal(table[list(samples)], samples, check_dtype=False)
    assert (table["landslides"] > 0).sum() == 60 and table["why"].notna().all()
    summary = json.loads((folder / "samples_1.json").read_text())
    assert (summary["training_landslide"], summary["validation_free"]) == (42, 18)


def test_too_few_landslides_leave_no_file(folder):
    with pytest.raises(DataError, match="60 units have a landslide"):
        main(job(folder, min_landslides=100))
    assert not (folder / "samples_1.parquet").exists()


def test_a_ready_table_that_is_a_sample_already_gives_what_it_has(folder):
    labels = pd.read_parquet(folder / "labels.parquet")
    slid = labels["landslides"] > 0
    few = pd.concat([labels[slid], labels[~slid].iloc[:40]])
    few.to_parquet(folder / "labels.parquet")
    with pytest.raises(DataError, match="60 landslide-free units are needed, 40 are there"):
        main(job(folder))
    main(job(folder, ready_table=True))
    samples = pd.read_parquet(folder / "samples_1.parquet")
    assert (samples["landslide"] == 0).sum() == 40 and (samples["landslide"] == 1).sum() == 60
