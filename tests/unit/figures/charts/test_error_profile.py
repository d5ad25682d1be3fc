import numpy as np
import pandas as pd
import pytest
from figure_inputs import FOLDS

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.figures.charts.error_profile import plot_error_profile
from scarpwatch.learning.evaluation.error_profile import COLUMNS


def profile(factors="static"):
    row = dict.fromkeys(COLUMNS, 1.0)
    distances = np.array([60.0, 110.0, 190.0, 400.0, np.nan])
    rows = [
        {
            **row,
            "algorithm": name,
            "factors": factors,
            "distance_m": distance,
            "auc": np.nan if np.isnan(distance) else 0.9 - distance / 1500,
            "lower": np.nan if np.isnan(distance) else 0.85 - distance / 1500,
            "upper": np.nan if np.isnan(distance) else 0.93 - distance / 1500,
        }
        for name in ("rf", "xgboost")
        for distance in distances
    ]
    return pd.DataFrame(rows)


def test_profiles_of_the_models_stand_above_the_distances_that_are_bridged():
    looks = [(ENTRIES[name], False) for name in ("rf", "xgboost")]
    above, below = plot_error_profile(profile(), FOLDS, looks).axes
    names = [text.get_text() for text in above.get_legend().get_texts()]
    assert names == [look.short for look, _ in looks]
    lines = [container.lines[0] for container in above.containers]
    assert [len(line.get_xdata()) for line in lines] == [4, 4]
    assert lines[1].get_ydata() == pytest.approx(0.9 - np.array([60, 110, 190, 400]) / 1500)
    assert lines[0].get_xdata() == pytest.approx([60, 110, 190, 400], rel=0.02)
    assert [text.get_text() for text in below.get_legend().get_texts()] == [
        "units of the map", "folds matched to the map", "blocks",
    ]  # fmt: skip
    assert above.get_xscale() == "log" and above.get_xlim() == below.get_xlim()


def test_coupled_models_are_named_as_such():
    above, _ = plot_error_profile(profile("coupled"), FOLDS, [(ENTRIES["rf"], True)]).axes
    assert above.get_legend().get_texts()[0].get_text() == "SAR+RF"
