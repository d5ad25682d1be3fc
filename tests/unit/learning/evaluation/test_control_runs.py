import numpy as np
import pytest

from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.evaluation.control_runs import NOISE_SEEDS, run_controls
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units


@pytest.fixture(scope="module")
def area():
    rng = np.random.default_rng(1)
    table = draw_factor_table(800, rng, missing=0.2)
    labels = draw_landslide_units(table, {"slope": 2.5}, 100, rng)
    return table, draw_samples(labels, table, rng=rng)


def controls(area, **changes):
    options = {"algorithms": ["rf"], "coupled": True, "seeds": range(4), "trees": 10, "train_share": 0.7}
    return run_controls(*area, BUILT_IN, **{**options, **changes})


def test_controls_tell_chance_and_drivers_apart(area):
    record, table = controls(area, algorithms=["rf", "lightgbm"], seeds=range(NOISE_SEEDS + 2))
    for algorithm in ("rf", "lightgbm"):
        shuffled = record["permuted_labels"][algorithm]
        assert shuffled["auc_mean"] == pytest.approx(np.mean(shuffled["aucs"])) == pytest.approx(0.5, abs=0.1)
        noise = record["noise_factor"][algorithm]
        assert noise["seeds"] == NOISE_SEEDS and noise["ranking"][0]["factor"] == "slope"
        assert "slope" not in noise["below_noise"]["gain"] + noise["below_noise"]["permutation"]
    assert record["missingness"]["algorithm"] == "lightgbm" and "per_seed" not in record["missingness"]
    assert len(table) == (2 + 3) * (NOISE_SEEDS + 2)


def test_an_order_of_the_samples_changes_nothing(area):
    table, samples = area
    first, second = (controls((table, s)) for s in (samples, samples.sample(frac=1, random_state=1)))
    assert first[0] == second[0] and first[1].equals(second[1])


def test_static_models_are_offered_no_deformation(area):
    record, table = controls(area, coupled=False, exclude=["ndvi"])
    assert record["missingness"] is None and set(table["control"]) == {"permuted_labels"}
    named = {row["factor"] for row in record["noise_factor"]["rf"]["ranking"]}
    assert not {"deformation_rate", "ndvi"} & named
