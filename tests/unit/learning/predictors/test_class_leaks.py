"""Classes and gaps that give the label away."""

import numpy as np
import pandas as pd
import pytest

from scarpwatch.factors.factor import FactorColumns
from scarpwatch.learning.predictors.class_leaks import pure_class_share
from scarpwatch.learning.predictors.leakage import leaks_of_table

OWN = [
    FactorColumns("slope", column="static:number:slope"),
    FactorColumns("depth", column="static:number:depth"),
    FactorColumns("remark", kind="classes", column="static:class:remark"),
    FactorColumns("soil", kind="classes", column="static:class:soil"),
    FactorColumns("facing", kind="circular", column="static:degrees:facing"),
]


@pytest.mark.parametrize("kinds", [2, 10, 30])
def test_classes_that_only_landslide_units_have_are_refused_together(kinds):
    """The type of the landslide: each class holds too few of them to stand out."""
    rng = np.random.default_rng(kinds)
    truth = rng.random(2000) < 0.12
    ground = rng.choice(["none", "open", "wood"], 2000)
    table = pd.DataFrame({"unit_id": np.arange(2000), "static:number:slope": rng.normal(size=2000)})
    kind = [f"type {number}" for number in rng.integers(0, kinds, 2000)]
    labels = pd.DataFrame({"unit_id": np.arange(2000), "landslides": truth.astype(int)})
    table["static:class:remark"] = np.where(truth & (rng.random(2000) < 0.6), kind, ground)
    (leak,), _ = leaks_of_table(table, labels, OWN, dynamic=False)
    assert leak.refused and "of the landslide units" in leak.evidence
    # Rocks of very unlike proneness, in as many classes, small ones too.
    share = rng.dirichlet(np.full(kinds + 3, 0.7))
    rock = rng.choice(kinds + 3, 2000, p=share)
    score = rng.normal(0, 1.5, kinds + 3)[rock] + rng.logistic(size=2000)
    labels["landslides"] = (score > np.quantile(score, 0.88)).astype(int)
    table["static:class:remark"] = np.char.add("rock ", rock.astype(str))
    assert leaks_of_table(table, labels, OWN, dynamic=False)[0] == []


def test_values_that_every_landslide_unit_has_and_many_others_lack_are_named():
    rng = np.random.default_rng(0)
    truth = rng.random(2000) < 0.12
    gap = ~truth & (rng.random(2000) < 0.5)
    labels = pd.DataFrame({"unit_id": np.arange(2000), "landslides": truth.astype(int)})
    table = pd.DataFrame({"unit_id": np.arange(2000)})
    table["static:number:depth"] = np.where(gap, np.nan, rng.normal(size=2000))
    table["static:class:soil"] = np.where(gap, None, rng.choice(["clay", "sand"], 2000))
    table["static:degrees:facing"] = np.where(gap, np.nan, rng.uniform(0, 360, 2000))
    found, _ = leaks_of_table(table, labels, OWN, dynamic=False)
    assert [leak.factor for leak in found] == ["depth", "soil"]  # flat ground has no direction
    assert all("of the others have none" in leak.evidence and not leak.refused for leak in found)
    table["static:number:depth"] = np.where(rng.random(2000) < 0.5, np.nan, rng.normal(size=2000))
    assert len(leaks_of_table(table, labels, OWN, dynamic=False)[0]) == 1


def test_small_classes_are_pure_by_chance():
    truth = np.arange(350) % 2 == 0
    share, many, expected = pure_class_share(np.arange(350), truth)  # each unit a class of its own
    assert share == 1 and many == 175 and expected > 1
    share, many, expected = pure_class_share(np.where(truth, np.arange(350) % 10, 10), truth)
    assert share == 1 and many == 5 and expected < 0.7
    assert pure_class_share(np.full(350, -1), truth)[:2] == (0, 0)
