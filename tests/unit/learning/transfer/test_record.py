"""What is kept beside a model is read again, and what is missing, damaged or older is told."""

import json

import numpy as np
import pandas as pd
import pytest
from transfer_areas import LAW, area, train_there

from scarpwatch.errors import InputError
from scarpwatch.learning.algorithms.files import load_model, model_path
from scarpwatch.learning.algorithms.models import predict_scores
from scarpwatch.learning.transfer.record import read_kept, read_samples


@pytest.fixture
def folder(tmp_path):
    return (
        train_there(tmp_path, *area(1, LAW, units=400, landslides=60))
        / "static"
        / "models"
        / "xgboost"
        / "model"
    )


def test_it_says_what_the_model_was_offered_and_by_whom(folder):
    kept = read_kept(folder)
    assert list(kept.factors)[:2] == ["slope", "aspect"] and "deformation_rate" not in kept.factors
    assert kept.factors["slope"] == {
        "kind": "continuous",
        "unit": "°",
        "statistics": ["mean"],
        "settings": {},
    }
    assert kept.factors["distance_to_roads"]["settings"] == {"cap_m": 2000.0}
    assert kept.part_of["lithology_shale"] == "shale" and kept.part_of["aspect_sin"] == "sin"
    assert kept.recipe["trees"] == 60 and kept.recipe["seed"] == 1
    drawn = read_samples(kept)
    assert list(drawn.values.columns) == list(kept.factor_of)
    assert drawn.truth.sum() == 60 and 0 < drawn.training.sum() < len(drawn.truth)
    assert drawn.values.index.tolist() == drawn.samples["unit_id"].tolist()
    scores = predict_scores(load_model("xgboost", model_path(folder, "xgboost")), drawn.values)
    assert scores[drawn.truth == 1].mean() > scores[drawn.truth == 0].mean() + 0.1


@pytest.mark.parametrize("name", ["record.json", "columns.json"])
def test_a_model_of_an_older_version_is_refused_with_the_way_out(folder, name):
    (folder / name).unlink()
    with pytest.raises(InputError, match=f"{name}: the file does not exist.*Run the area that trains"):
        read_kept(folder)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"format": 99}, "it is of format 99, where this version of the program reads format 1"),
        ({"part_of": {"slope": "mean"}}, "damaged, or does not belong to columns.json"),
        ({"part_of": None}, "damaged, or does not belong to columns.json"),
        ({"factors": []}, "damaged, or does not belong to columns.json"),
        ({"factors": {}}, "damaged, or does not belong to columns.json"),
        ({"factors": {"slope": None}}, "damaged, or does not belong to columns.json"),
        ({"factors": {"slope": {"kind": "continuous"}}}, "damaged, or does not belong to columns.json"),
        ({"recipe": None}, "damaged, or does not belong to columns.json"),
        ({"recipe": {}}, "damaged, or does not belong to columns.json"),
    ],
)
def test_another_format_and_a_record_of_another_model_are_refused(folder, change, fault):
    path = folder / "record.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(InputError, match=fault):
        read_kept(folder)


def test_a_damaged_record_is_refused(folder):
    (folder / "record.json").write_text('{"format": 1, ')
    with pytest.raises(
        InputError, match=r"record\.json: it cannot be read as JSON.*Run the area that trains"
    ):
        read_kept(folder)


def test_samples_that_are_cut_off_or_of_another_model_are_refused(folder):
    kept = read_kept(folder)
    values = pd.read_parquet(folder / "values.parquet")
    values.drop(columns="slope").to_parquet(folder / "values.parquet")
    with pytest.raises(InputError, match=r"values\.parquet: it does not belong"):
        read_samples(kept)
    (folder / "values.parquet").write_bytes(np.arange(9).tobytes())
    with pytest.raises(InputError, match=r"cannot be read.*Run the area that trains"):
        read_samples(kept)
