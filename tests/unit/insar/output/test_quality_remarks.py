import json

import numpy as np
import pytest

from scarpwatch.config.deformation.quality import QualitySettings
from scarpwatch.insar.inversion.noise_coherence import noise_limit
from scarpwatch.insar.output.map_classes import NO_RATE
from scarpwatch.insar.output.quality_mask import judge, remarks
from scarpwatch.insar.output.quality_remarks import (
    put_codes,
    remark_codes,
    subset_decision,
    subset_record,
    surplus_decision,
    surplus_record,
)

LIMITS = QualitySettings().model_dump()


def layers(dates, pairs, shape=(4, 10)):
    rank = dates - 1
    return {
        "rate": np.zeros(shape, np.float32),
        "pairs": np.full(shape, pairs, np.int16),
        "rank": np.full(shape, rank, np.int16),
        "temporal_coherence": np.full(shape, 0.97, np.float32),
        "noise_coherence": np.full(shape, noise_limit(pairs, rank), np.float32),
        "subset_pattern": np.zeros(shape, np.int32),
    }


def told(given, *, stop=False):
    judged = judge(given, LIMITS, full_rank=5 if stop else None)
    remarked = remarks(given, judged)
    return judged, remarked, surplus_record(given, remarked, 0.7, robust=False)


def test_with_pairs_enough_nothing_changes():
    judged, remarked, record = told(layers(24, 66))
    assert judged["temporal_coherence"].limit == "below 0.7"
    assert not remarked["cannot_be_judged"].any()
    assert record["limit"] == 0.7 and record["judged"]
    assert record["kept_share_at_0.5_rad"] > 0.99 and record["kept_share_at_0.8_rad"] > 0.95
    (decision,) = surplus_decision(record, 0.7)
    assert decision["taken"] == "limit 0.7" and not decision["notable"]


def test_the_limit_is_raised_to_what_noise_reaches():
    given = layers(6, 12)
    given["temporal_coherence"][0] = 0.78
    judged, remarked, record = told(given)
    assert judged["temporal_coherence"].removed.tolist() == (np.arange(4)[:, None] == [0] * 10).tolist()
    assert "up to 0.8" in judged["temporal_coherence"].limit
    assert not remarked["cannot_be_judged"].any()
    (decision,) = surplus_decision(record, 0.7)
    assert decision["taken"].startswith("limit raised from 0.7 to 0.8") and decision["notable"]


def test_what_cannot_be_judged_stays_and_is_shown_apart():
    given = layers(6, 9)
    given["temporal_coherence"][0] = 0.9  # noise reaches .94
    given["temporal_coherence"][1] = 0.6
    judged, remarked, record = told(given)
    assert judged["temporal_coherence"].removed[1].all()
    assert judged["temporal_coherence"].removed.sum() == 10
    assert remarked["cannot_be_judged"].tolist() == (np.arange(4)[:, None] == [0] * 10).tolist()
    assert not record["judged"] and record["cannot_be_judged_share"] == 0.25
    (decision,) = surplus_decision(record, 0.7)
    assert "cannot be judged and are shown apart" in decision["taken"] and decision["notable"]
    assert "25.0%" in decision["reason"]


def test_without_a_surplus_pair_no_coherence_tells():
    given = layers(4, 3)
    given["temporal_coherence"][:] = 1
    _, remarked, record = told(given)
    assert remarked["cannot_be_judged"].all()
    assert record["kept_share_at_0.5_rad"] == 0


def test_noise_is_never_shown_as_measured():
    """Six dates, nine pairs of pure noise: what the mask leaves is shown apart, but for one pixel in a hundred."""
    from scarpwatch.insar.inversion.solver import invert_network

    rng = np.random.default_rng(0)
    first, second = np.array([(a, b) for a in range(6) for b in range(a + 1, min(6, a + 3))]).T
    noise = rng.uniform(-np.pi, np.pi, (9, 4000)).astype(np.float32)
    solved = invert_network(noise, np.ones_like(noise), first, second, np.arange(6.0))
    given = layers(6, 9, (40, 100))
    given["temporal_coherence"] = solved.temporal_coherence.reshape(40, 100)
    judged, remarked, _ = told(given)
    stays = ~judged["temporal_coherence"].removed
    assert stays.mean() > 0.1
    assert (stays & ~remarked["cannot_be_judged"]).mean() < 0.015


def test_subsets_are_counted_and_told():
    given = layers(6, 12)
    given["subset_pattern"][:, 5:] = 1
    given["rank"][:, 5:] = 4
    given["rate"][0, 5:] = np.nan
    about = {"subsets": json.dumps({"patterns": 1, "rate": 15, "cumulative": 10, "inflation": 2.4})}
    _, remarked, _ = told(given)
    record = subset_record(given, remarked, about)
    assert record["share"] == 0.5
    assert record["measured_share"] == pytest.approx(15 / 40)
    assert record["without_rate_share"] == pytest.approx(5 / 40)
    (decision,) = subset_decision(record, removed=False)
    for part in ("50.0%", "2.4 times", "12.5%", "a step falls into the gap"):
        assert part in decision["reason"]
    assert decision["notable"] and decision["taken"] == "rate fitted with a free offset for each subset"
    _, removed, _ = told(given, stop=True)
    (decision,) = subset_decision(subset_record(given, removed, about), removed=True)
    assert decision["taken"] == "not mapped" and "network.if_disconnected is stop" in decision["reason"]
    assert subset_record(layers(6, 12) | {"subset_pattern": given["subset_pattern"]}, remarked, {}) is None


def test_no_subsets_are_told_too():
    given = layers(6, 12)
    about = {"subsets": json.dumps({"patterns": 0, "rate": 0, "cumulative": 0, "inflation": None})}
    (decision,) = subset_decision(subset_record(given, told(given)[1], about), removed=False)
    assert decision["taken"] == "no pixel concerned" and not decision["notable"]


def test_codes_on_the_analysis_grid():
    remarked = {"subsets": np.array([[1, 0, 1, 1]], bool), "cannot_be_judged": np.array([[0, 1, 1, 1]], bool)}
    codes = remark_codes(remarked)
    assert codes.tolist() == [[1, 2, 3, 3]]
    removed = np.array([[False, False, False, True]])
    placed = put_codes(codes, removed, lambda layer: layer, ~removed)
    assert placed.dtype == np.uint8 and placed.tolist() == [[1, 2, 3, NO_RATE]]
    assert put_codes(None, removed, lambda layer: layer, ~removed).tolist() == [[NO_RATE] * 4]
