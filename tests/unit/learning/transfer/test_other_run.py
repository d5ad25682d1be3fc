"""The models of a finished run are found, and what keeps them from being applied is told before any job."""

import copy
import shutil

import pytest
from transfer_areas import FACTORS, IDENTITIES, LAW, area, train_there

from scarpwatch.errors import InputError
from scarpwatch.learning.transfer.other_run import find_models

STATIC = {factor.name: IDENTITIES[factor.name] for factor in FACTORS}
MOVING = ["cumulative_deformation", "deformation_rate"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    results = tmp_path_factory.mktemp("there") / "results"
    table, labels = area(1, LAW, units=400, landslides=60)
    train_there(results, table, labels, algorithms=["xgboost", "logistic"])
    train_there(results, table, labels, date="2024-03-01")
    return train_there(results, table, labels, date="2024-06-01")


@pytest.fixture
def results(trained, tmp_path):
    return shutil.copytree(trained, tmp_path / "results")


def find(results, algorithms=("xgboost",), here=STATIC, **more):
    return find_models(results, algorithms, here, own=results.parent / "here", **more)


def test_static_models_are_found_with_all_their_files(results):
    found = find(results, ["xgboost", "logistic"])
    assert found.date is None
    names = {path.removeprefix(f"{results}/") for path in found.every_file()}
    assert {"static/models/xgboost/metrics.json", "static/models/logistic/model/record.json"} <= names
    assert not [name for name in names if name.startswith("2024")]
    assert found.notes == ("there are no dynamic factors here, so the static models alone are applied",)


def test_with_dynamic_factors_the_last_coupled_models_are_applied_too(results):
    found = find(results, here=IDENTITIES, dynamic=MOVING)
    assert found.date == "2024-06-01" and found.notes == ()
    assert found.model_folder("xgboost", coupled=True) == results / "2024-06-01/models/xgboost/model"
    assert len(found.every_file()) == 2 * len([*found.files("xgboost", coupled=False), "metrics.json"])


def test_where_the_other_run_has_none_static_ones_alone_are_and_it_is_said(results):
    for date in ("2024-03-01", "2024-06-01"):
        shutil.rmtree(results / date)
    found = find(results, here=IDENTITIES, dynamic=MOVING)
    assert found.date is None and "has no coupled models" in found.notes[0]


def test_a_factor_that_no_model_knows_is_told(results):
    found = find(results, here={**STATIC, "rainfall": STATIC["slope"]})
    assert "were trained without rainfall" in found.notes[-1]


def test_mismatches_of_all_models_are_named_at_once(results):
    here = copy.deepcopy(STATIC)
    here["slope"]["unit"] = "rad"
    del here["lithology"]
    with pytest.raises(
        InputError, match=r"slope has the unit '°' there and 'rad' here; lithology is missing here"
    ):
        find(results, ["xgboost", "logistic"], here)


@pytest.mark.parametrize(
    ("algorithms", "damage", "fault"),
    [
        (["rf"], None, r"it has no model of rf.*Set models\.algorithms to what it has: logistic, xgboost"),
        (["xgboost"], "static/models/xgboost/metrics.json", "metrics.json: the file does not exist"),
        (["xgboost"], "static/models/xgboost/model/record.json", "record.json: the file does not exist"),
        (["xgboost"], "static/models/xgboost/model/model.json", "the model file itself is missing"),
    ],
)
def test_what_is_missing_is_told_with_the_cure(results, algorithms, damage, fault):
    if damage:
        (results / damage).unlink()
    with pytest.raises(InputError, match=fault):
        find(results, algorithms)


def test_a_folder_without_models_a_missing_one_and_the_own_one_are_refused(results, tmp_path):
    with pytest.raises(InputError, match="it has no models"):
        find(tmp_path)
    with pytest.raises(InputError, match="the folder does not exist"):
        find(tmp_path / "nowhere")
    with pytest.raises(InputError, match="this run's own results"):
        find_models(results, ["xgboost"], STATIC, own=results)
