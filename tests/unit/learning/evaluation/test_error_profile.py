import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.evaluation.error_profile import COLUMNS, error_profile, map_shares
from scarpwatch.learning.metrics.roc import delong

XGBOOST = {"algorithm": "xgboost", "coupled": False}


def drawn(count=1600, seed=0):
    """Scores of two designs that tell less the farther the nearest sample lies."""
    rng = np.random.default_rng(seed)
    parts = []
    for design in ("nndm", "blocks"):
        distance = rng.uniform(0, 1000, count) + (500 if design == "blocks" else 0)
        truth = rng.integers(0, 2, count)
        rank = rng.normal(truth * 2.0 * (1 - distance / 1500), 1.0)
        parts.append(
            pd.DataFrame(
                {
                    "design": design,
                    "repeat": 0,
                    "unit_id": np.arange(count),
                    "fold": 0,
                    "distance_m": distance,
                    "landslide": truth,
                    "score": rank,
                    "rank": rank,
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    folds = table[["design", "repeat", "unit_id", "fold", "distance_m"]]
    return table.drop(columns="distance_m"), folds


REACH = {"percentiles_m": {"map": np.linspace(0, 3000, 101).tolist()}}


def test_skill_falls_with_the_distance_as_it_was_made_to():
    scored, folds = drawn()
    profile = error_profile([(XGBOOST, scored), ({**XGBOOST, "coupled": True}, scored)], folds, REACH)
    assert list(profile) == list(COLUMNS) and profile["factors"].unique().tolist() == ["static", "coupled"]
    one = profile[profile["factors"] == "static"]
    assert len(one) == 7 and one["scores"].sum() == 3200
    known, beyond = one.iloc[:-1], one.iloc[-1]
    assert known["auc"].iloc[0] > 0.85 and known["auc"].iloc[-1] < 0.6
    assert (np.diff(known["auc"]) < 0.03).all()
    assert ((known["lower"] < known["auc"]) & (known["auc"] < known["upper"])).all()
    assert (known["from_m"] <= known["distance_m"]).all() and (known["distance_m"] <= known["to_m"]).all()
    assert np.isnan(beyond["auc"]) and beyond["map_share"] == pytest.approx(0.5, abs=0.01)
    assert one["map_share"].sum() == pytest.approx(1)
    near = folds["distance_m"] < known["to_m"].iloc[0]
    assert known["auc"].iloc[0] == pytest.approx(
        delong(scored["landslide"][near], scored["rank"][near])[0][0]
    )


def test_intervals_count_samples_once_however_often_they_are_scored():
    scored, folds = drawn(400)
    many = [(table.assign(repeat=repeat)) for table in (scored,) for repeat in range(4)]
    more = [folds.assign(repeat=repeat) for repeat in range(4)]
    once = error_profile([(XGBOOST, scored)], folds, REACH).iloc[:-1]
    again = error_profile([(XGBOOST, pd.concat(many))], pd.concat(more), REACH).iloc[:-1]
    assert len(once) == len(again) == 6
    widths = [(table["upper"] - table["lower"]).mean() for table in (once, again)]
    assert widths[0] == pytest.approx(widths[1], rel=0.05)


def test_without_places_there_are_columns_alone():
    scored, folds = drawn(200)
    bare = error_profile([(XGBOOST, scored)], folds.assign(distance_m=np.nan), {"percentiles_m": None})
    assert list(bare) == list(COLUMNS) and bare.empty


def test_shares_of_the_map_add_up():
    shares = map_shares(np.array([100.0, 200.0, 400.0]), np.linspace(0, 1000, 101))
    assert shares == pytest.approx([0.2, 0.2, 0.6])
    assert map_shares(np.array([10.0, 2000.0]), np.linspace(0, 1000, 101)) == pytest.approx([1, 0])
