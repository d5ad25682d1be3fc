"""The table of thresholds against counts by hand."""

import numpy as np
import pandas as pd
import pytest

from scarpwatch.learning.metrics.thresholds import threshold_table


def scored(score, slid, repeat=0):
    return pd.DataFrame({"repeat": repeat, "unit_id": range(len(score)), "landslide": slid, "score": score})


def test_shares_by_hand():
    samples = scored([0.9, 0.7, 0.2, 0.8, 0.3, 0.1, 0.1, np.nan], [1, 1, 1, 0, 0, 0, 0, 1])
    table = threshold_table(
        samples, [0.9, 0.5, 0.1, np.nan], [1.0, 2.0, 1.0, 5.0], prevalence=0.2, cost_ratios=[4.0]
    ).set_index("threshold")
    half = table.loc[0.5]
    assert (half["ground_share"], half["caught_share"], half["false_alarm_share"]) == (
        0.75,
        pytest.approx(2 / 3),
        0.25,
    )
    assert half["youden"] == pytest.approx(2 / 3 - 1 / 4)
    assert half["cost_4"] == pytest.approx(0.2 * 4 / 3 + 0.8 * 0.25)
    assert half["chosen"] == "stated"
    assert table["chosen"].to_dict()[0.2] == "Youden, least cost 4"  # all caught, half called


def test_what_is_chosen_is_best_of_all_scores_and_shares_fall():
    rng = np.random.default_rng(0)
    slid = rng.random(400) < 0.4
    score = np.clip(0.4 + 0.2 * slid + 0.2 * rng.standard_normal(400), 0, 1)
    table = threshold_table(scored(score, slid.astype(int)), score, prevalence=0.1, cost_ratios=[1.0, 20.0])
    for column in ("ground_share", "caught_share", "false_alarm_share"):
        assert (table[column].diff().dropna() <= 1e-12).all()
    for name, column, sign in (
        ("Youden", "youden", 1),
        ("least cost 1", "cost_1", -1),
        ("least cost 20", "cost_20", -1),
    ):
        row = table[table["chosen"].str.split(", ").map(lambda words, name=name: name in words)]
        assert len(row) == 1
        brute = []
        for each in score:
            caught, alarms = (score[slid] >= each).mean(), (score[~slid] >= each).mean()
            ratio = float(name.split()[-1]) if name != "Youden" else 0
            cost = 0.1 * ratio * (1 - caught) + 0.9 * alarms
            brute.append(caught - alarms if name == "Youden" else cost)
        assert sign * row[column].iloc[0] == pytest.approx(max(sign * np.array(brute)))
    # A miss that costs more asks for a lower threshold.
    place = {
        each: table.loc[table["chosen"].str.contains(f"least cost {each}$|least cost {each},"), "threshold"]
        for each in (1, 20)
    }
    assert place[20].iloc[0] < place[1].iloc[0]


def test_repeats_are_averaged_and_one_class_is_refused():
    first, second = scored([0.9, 0.1], [1, 0]), scored([0.2, 0.1], [1, 0], repeat=1)
    table = threshold_table(pd.concat([first, second]), [0.5], prevalence=0.5).set_index("threshold")
    assert table.loc[0.5, "caught_share"] == 0.5
    with pytest.raises(ValueError, match="with and without"):
        threshold_table(scored([0.9, 0.1], [1, 1]), [0.5], prevalence=0.5)
