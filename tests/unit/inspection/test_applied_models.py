"""Whether the models that a config applies fit its factors."""

import pytest
from transfer_areas import LAW, area, train_there

from scarpwatch.config.settings import Config
from scarpwatch.errors import InputError
from scarpwatch.inspection.applied_models import applied_models
from scarpwatch.inspection.inputs_look import MODELS, look_at_inputs

UNITS = {
    "slope": "°",
    "elevation": "m",
    "distance_to_roads": "m",
    "distance_to_faults": "m",
    "distance_to_rivers": "m",
}
UNITS |= {"profile_curvature": "1/100 m", "max_elevation_difference": "m"}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return train_there(tmp_path_factory.mktemp("there"), *area(1, LAW, units=400, landslides=60), trees=10)


def config(folder, results, **units):
    """A ready table with the factors of the study, in their units and kinds."""
    table, labels = area(2, LAW, units=200, landslides=20)
    table.assign(slid=labels["landslides"].to_numpy()).to_csv(folder / "t.csv", index=False)
    told = {name: {"unit": unit} for name, unit in {**UNITS, **units}.items()}
    return Config.model_validate(
        {
            "name": "here",
            "factors": {"more": {**told, "aspect": {"kind": "circular"}}},
            "units": {
                "source": "table",
                "table": {
                    "file": folder / "t.csv",
                    "factors": [*UNITS, "aspect", "ndvi", "lithology"],
                    "categorical": ["lithology"],
                },
            },
            "models": {"apply": results, "algorithms": ["xgboost"]},
        }
    )


def test_models_of_derived_units_fit_a_table_that_says_units_and_kinds(tmp_path, results):
    found = applied_models(config(tmp_path, results))
    assert found is not None and found.date is None and found.notes == ()
    assert (
        applied_models(
            Config.model_validate({"name": "a", "factors": {"dem": "d.tif"}, "inventory": {"file": "i"}})
        )
        is None
    )


def test_the_inspection_tells_of_the_models_and_of_every_mismatch(tmp_path, results):
    found = look_at_inputs(config(tmp_path, results))
    assert not found.faults
    assert any(line.part == MODELS and line.value == "xgboost" for line in found.findings)
    wrong = config(tmp_path, results, slope="%", elevation="ft")
    with pytest.raises(InputError, match="slope has the unit '°' there and '%' here; elevation"):
        applied_models(wrong)
    faults = look_at_inputs(wrong).faults
    assert [fault.part for fault in faults] == [MODELS] and "elevation has the unit 'm'" in faults[0].value
