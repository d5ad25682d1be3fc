from datetime import date, timedelta

import numpy as np
import pytest

from scarpwatch.errors import InputError
from scarpwatch.insar.network.pairs import Pair, connected_subsets, select_pairs
from scarpwatch.insar.network.table import read_network, write_network
from scarpwatch.insar.screening.pairs import (
    Verdict,
    mean_coherence,
    network_rows,
    require_two_images,
    screen_pairs,
    spanning_tree,
)
from scarpwatch.insar.screening.reference_ties import TRIPLETS, WINDOW, Tie

DATES = [date(2024, 1, 1) + timedelta(days=12 * k) for k in range(20)]


def heaviest_tree(pairs, coherence):
    """Kruskal's algorithm, as a second opinion."""
    kept = []
    for n in sorted(range(len(pairs)), key=lambda n: -coherence[n]):
        dates = sorted({day for pair in pairs for day in pair})
        if len(connected_subsets(dates, [*kept, pairs[n]])) < len(connected_subsets(dates, kept)):
            kept.append(pairs[n])
    return set(kept)


@pytest.mark.parametrize("seed", range(5))
def test_the_tree_is_the_most_coherent_one_that_connects_the_dates(seed):
    pairs = select_pairs(DATES[:12], neighbours=4)
    coherence = np.random.default_rng(seed).random(len(pairs))
    tree = spanning_tree(pairs, coherence)
    assert len(tree) == 11
    assert tree == heaviest_tree(pairs, coherence)


def test_ties_are_broken_the_same_way_whatever_the_order_of_the_pairs():
    pairs = select_pairs(DATES[:12], neighbours=3)
    tree = spanning_tree(pairs, [0.5] * len(pairs))
    assert tree == {pair for pair in pairs if pair.days == 12}
    assert spanning_tree(pairs[::-1], [0.5] * len(pairs)) == tree


def test_low_pairs_are_dropped_unless_they_connect_dates():
    pairs = select_pairs(DATES[:6], neighbours=2)
    coherence = [0.7] * len(pairs)
    last = [n for n, pair in enumerate(pairs) if pair.secondary == DATES[5]]
    coherence[last[0]], coherence[last[1]] = 0.2, 0.3  # both ties of the last date are poor
    coherence[pairs.index(Pair(DATES[0], DATES[2]))] = float("nan")
    verdicts = dict(zip(pairs, screen_pairs(pairs, coherence, min_coherence=0.4), strict=True))
    dropped = {pair for pair, verdict in verdicts.items() if not verdict.used}
    assert dropped == {Pair(DATES[3], DATES[5]), Pair(DATES[0], DATES[2])}
    assert verdicts[pairs[last[1]]] == (True, "below network.min_coherence, kept to connect the dates")
    assert verdicts[Pair(DATES[3], DATES[5])].reason == "below network.min_coherence"
    assert verdicts[pairs[0]] == (True, "")
    unlimited = dict(zip(pairs, screen_pairs(pairs, coherence, min_coherence=None), strict=True))
    assert {pair for pair, verdict in unlimited.items() if not verdict.used} == {Pair(DATES[0], DATES[2])}
    assert unlimited[Pair(DATES[0], DATES[2])].reason == "nothing is measured in the area"


@pytest.mark.parametrize("min_coherence", [0.3, 0.6, 1.0])
def test_screening_never_cuts_a_date_off(min_coherence):
    pairs = select_pairs(DATES[:20], neighbours=3)
    cut = [pair for pair in pairs if DATES[9] not in pair]  # two subsets and a date alone
    coherence = np.random.default_rng(1).random(len(pairs))
    for network in (pairs, cut):
        verdicts = screen_pairs(network, coherence[: len(network)], min_coherence=min_coherence)
        used = [pair for pair, verdict in zip(network, verdicts, strict=True) if verdict.used]
        assert connected_subsets(DATES[:20], used) == connected_subsets(DATES[:20], network)


@pytest.mark.parametrize("seed", range(5))
def test_what_the_whole_network_uses_of_the_first_dates_they_use_by_themselves(seed):
    pairs = select_pairs(DATES[:20], neighbours=3)
    coherence = np.random.default_rng(seed).random(len(pairs))
    first = [n for n, pair in enumerate(pairs) if pair.secondary <= DATES[11]]
    whole = screen_pairs(pairs, coherence, min_coherence=0.8)
    part = screen_pairs([pairs[n] for n in first], coherence[first], min_coherence=0.8)
    assert all(alone.used for n, alone in zip(first, part, strict=True) if whole[n].used)


def test_the_table_of_a_network_comes_back_as_it_was_written(tmp_path):
    pairs = select_pairs(DATES[:3], neighbours=2)
    verdicts = [Verdict(True, ""), Verdict(False, "low"), Verdict(True, "tied otherwise")]
    ties = {0: Tie(1.0, WINDOW), 2: Tie(-6.5, TRIPLETS)}
    table = network_rows(pairs, [-31.25, np.nan, 8.0], [0.7321, np.nan, 0.5], verdicts, ties)
    write_network(tmp_path / "network.tsv", table)
    rows = read_network(tmp_path / "network.tsv")
    assert [f"{row['reference']}_{row['secondary']}" for row in rows] == [pair.name for pair in pairs]
    assert [row["used"] for row in rows] == [True, False, True]
    assert [row["reason"] for row in rows] == ["", "low", "tied otherwise"]
    assert rows[0]["perpendicular_baseline_m"] == -31.25 and rows[0]["mean_coherence"] == 0.7321
    assert np.isnan(rows[1]["perpendicular_baseline_m"])
    assert np.isnan([row["tie_rad"] for row in rows[:2]]).all() and rows[2]["tie_rad"] == -6.5


def test_a_file_that_does_not_tell_its_mean_coherence_is_named():
    assert mean_coherence({"MEAN_COHERENCE": "0.625"}, "a.tif") == 0.625
    assert np.isnan(mean_coherence({"MEAN_COHERENCE": "nan"}, "a.tif"))
    with pytest.raises(InputError, match=r"a\.tif: its tags do not tell its mean coherence .* Delete it"):
        mean_coherence({"LOOKS": "16"}, "a.tif")


def test_a_coherence_of_1_in_some_pairs_is_refused():
    pairs, paths = select_pairs(DATES[:4], neighbours=1), ["a.tif", "b.tif", "c.tif"]
    require_two_images(pairs, [0.7, 0.98, float("nan")], paths)
    require_two_images(pairs, [1.0, 1.0, float("nan")], paths)  # all of them: made up for want of any
    with pytest.raises(InputError, match=r"b\.tif: the mean coherence of 20240113_20240125 is 1\.0000"):
        require_two_images(pairs, [0.7, 1.0, 0.6], paths)
