"""Units without data: left out of the samples, told, and without an index."""

import numpy as np
import pandas as pd
import pytest

from scarpwatch.errors import DataError
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.samples.coverage import decide_coverage, has_data, unit_coverage
from scarpwatch.learning.samples.draw import draw_samples
from scarpwatch.learning.training import train_and_evaluate


def area(seed=0, units=700, empty=0.3):
    """Units of which some have no data, as where the user's polygons reach beyond the DEM, and no landslides."""
    rng = np.random.default_rng(seed)
    slope, height = rng.normal(20, 8, units), rng.normal(900, 200, units)
    known = rng.random(units) >= empty
    slid = known & (rng.random(units) < 0.35 / (1 + np.exp(-(slope - 24) / 6)))
    factors = pd.DataFrame({"unit_id": np.arange(units), "slope": slope, "elevation": height})
    factors[["x", "y"]] = rng.uniform(0, 1e4, (units, 2))
    factors["area_m2"] = 1e4
    for name in ("slope", "elevation"):
        factors.loc[~known, name] = np.nan
        factors[f"coverage_{name}"] = known.astype(float)
    return factors, pd.DataFrame({"unit_id": factors["unit_id"], "landslides": slid.astype(int)}), known


def test_coverage_is_the_mean_over_factors_and_flats_lack_no_aspect():
    factors = pd.DataFrame(
        {"unit_id": [1, 2, 3], "coverage_slope": [1.0, 0.4, 0.0], "coverage_ndvi": [0.5, 0.2, np.nan], "coverage_aspect": 0.0}
    )  # fmt: skip
    assert unit_coverage(factors).tolist() == pytest.approx([0.75, 0.3, 0.0])
    assert has_data(factors, 0.5).tolist() == [True, False, False]
    assert has_data(factors, 0.0).tolist() == [True, True, False]
    ready = pd.DataFrame({"unit_id": [1, 2], "static:number:a": [1.0, np.nan], "static:class:b": ["x", None]})
    assert unit_coverage(ready).tolist() == [1.0, 0.0]
    assert unit_coverage(pd.DataFrame({"unit_id": [1]})).tolist() == [1.0]


@pytest.mark.parametrize("split", ["random", "spatial"])
def test_units_without_data_neither_train_nor_validate_and_have_no_index(split):
    factors, labels, known = area(units=1200, empty=0.5)
    everywhere = factors.assign(coverage_slope=1.0, coverage_elevation=1.0)
    aucs = {}
    for name, table in (("all", everywhere), ("covered", factors)):
        samples = draw_samples(labels, table, rng=np.random.default_rng(1), split=split)
        trained = train_and_evaluate(
            table, samples, BUILT_IN, algorithm="rf", dynamic=False, seed=1, trees=40
        )
        aucs[name] = trained.metrics["validation"]["auc"]
    assert known[samples["unit_id"]].all()
    scores = trained.scores.set_index("unit_id")["score"]
    assert scores[known].between(0, 1).all() and scores[~known].isna().all()
    assert trained.metrics["prevalence"]["units"] == known.sum()
    assert aucs["all"] > aucs["covered"] + 0.05  # the gaps told where landslides were mapped


def test_what_is_left_out_is_told_with_its_share():
    factors, labels, known = area()
    labels.loc[np.flatnonzero(~known)[:3], "landslides"] = 1
    said = decide_coverage(labels, factors, 0.5)
    out = int((~known).sum())
    assert said["notable"] and said["taken"] == f"{out} left out"
    for words in (
        f"of {out} of 700 units",
        f"({out / 700:.1%}; {out} of them",
        "3 of which are landslide units",
    ):
        assert words in said["reason"]
    assert not decide_coverage(labels, factors[known], 0.5)["notable"]


def test_too_few_landslide_units_with_data_are_told_so():
    factors, labels, known = area()
    labels["landslides"] = 0
    labels.loc[np.r_[np.flatnonzero(known)[:20], np.flatnonzero(~known)[:20]], "landslides"] = 1
    with pytest.raises(
        DataError, match=r"20 units have a landslide \(20 more have no data, see samples.min_coverage\)"
    ):
        draw_samples(labels, factors, rng=np.random.default_rng(1))
