import numpy as np
import pandas as pd
import pytest
from scipy.ndimage import gaussian_filter
from scipy.signal import fftconvolve
from sklearn.metrics import roc_auc_score

from scarpwatch.errors import DataError
from scarpwatch.factors.registry import BUILT_IN
from scarpwatch.learning.predictors.leakage import (
    chance_of_purity,
    decide_on_leaks,
    find_leaks,
    leaks_of_table,
    pure_share,
    refuse_leaks,
    single_column_auc,
)
from scarpwatch.simulate.factor_table import draw_factor_table
from scarpwatch.simulate.landslides import draw_landslide_units

NUMBERS = ["slope", "elevation", "ndvi", "distance_to_roads", "deformation_rate"]
SIDE = 45  # units of the simulated grid, one way


@pytest.fixture(scope="module")
def area():
    rng = np.random.default_rng(1)
    table = draw_factor_table(2000, rng)
    # Far stronger than any real factor: 3 log-odds per standard deviation.
    labels = draw_landslide_units(table, {"slope": 3.0}, 150, rng)
    truth = labels["landslides"].to_numpy() > 0
    return table[NUMBERS], truth


def grid_area(seed, *, side=SIDE, landslides=254, effects=(0.8, 0.5, 0.3)):
    """Units on a grid with smooth honest factors of three lengths, which cause landslides, and noise."""
    rng = np.random.default_rng(seed)
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    table = pd.DataFrame({"noise": rng.standard_normal(side * side)})
    for length in (3, 8, 20):
        field = gaussian_filter(rng.standard_normal((side, side)), length, mode="wrap").ravel()
        table[f"smooth over {length}"] = (field - field.mean()) / field.std()
    effect = dict(zip(list(table)[1:], effects, strict=True))
    units = table.assign(unit_id=np.arange(len(table)))
    truth = draw_landslide_units(units, effect, landslides, rng)["landslides"].to_numpy() > 0
    return table, 100.0 * np.column_stack([column.ravel(), row.ravel()]), truth


def smoothed(truth, width, *, disc=False, own=True):
    """Share of landslide units around each unit of the grid."""
    away = np.hypot(*np.mgrid[-15:16, -15:16])
    kernel = (away <= width).astype(float) if disc else np.exp(-0.5 * (away / width) ** 2)
    kernel[15, 15] *= own
    side = int(np.sqrt(truth.size))
    image = truth.reshape(side, side).astype(float)
    share = fftconvolve(image, kernel, mode="same") / fftconvolve(np.ones_like(image), kernel, mode="same")
    return np.where(share < 1e-9, 0, share).ravel()


def test_honest_factors_are_not_refused_and_strong_ones_are_named(area):
    values, truth = area
    assert single_column_auc(values["slope"], truth) == pytest.approx(roc_auc_score(truth, values["slope"]))
    assert single_column_auc(values["slope"], truth) > 0.9
    leaks = find_leaks(values, truth)
    assert [(leak.factor, leak.refused) for leak in leaks] == [("slope", False)]
    refuse_leaks(leaks)
    assert decide_on_leaks(leaks, accepted=[], placed=True)["notable"]


@pytest.mark.parametrize(
    "leak",
    [
        lambda truth, rng: truth.astype(float),
        lambda truth, rng: 1 - truth.astype(float),
        lambda truth, rng: np.where(truth, rng.lognormal(8, 1, truth.size), 0),  # landslide area
        lambda truth, rng: np.where(truth, rng.lognormal(5, 1, truth.size), np.nan),  # volume, else missing
        lambda truth, rng: np.where(truth, np.nan, rng.random(truth.size)),
        lambda truth, rng: np.where(
            truth & (rng.random(truth.size) < 0.97), rng.integers(1, 9, truth.size), 0
        ),
        lambda truth, rng: np.where(
            truth & (rng.random(truth.size) < 0.4), 2020.0, 0
        ),  # a date that some have
        lambda truth, rng: np.where(truth & (rng.random(truth.size) < 0.4), np.nan, rng.random(truth.size)),
        lambda truth, rng: np.where(truth & (rng.random(truth.size) < 0.4), -1, rng.random(truth.size)),
    ],
    ids=[
        "label",
        "inverse label",
        "landslide area",
        "volume or missing",
        "missing where there is one",
        "count",
        "date of some, else zero",
        "missing for some",
        "sentinel for some",
    ],
)
def test_a_label_in_disguise_is_found_and_refused(area, leak):
    values, truth = area
    values = values.drop(columns="slope").assign(ndvi=leak(truth, np.random.default_rng(2)))
    leaks = find_leaks(values, truth, factor_of={"ndvi": "vegetation"})
    assert [(leak.factor, leak.refused) for leak in leaks] == [("vegetation", True)]
    with pytest.raises(
        DataError, match=r"vegetation: \d+% of the landslide units .*models.predictors_accepted"
    ):
        refuse_leaks(leaks)
    refuse_leaks(leaks, accepted=["vegetation"])


def test_a_leak_that_a_few_other_units_share_is_still_named(area):
    _, truth = area
    rng = np.random.default_rng(3)
    area_of = np.where(truth | (rng.random(truth.size) < 0.01), rng.lognormal(8, 1, truth.size), 0)
    [leak] = find_leaks(pd.DataFrame({"area": area_of}), truth)
    assert "AUC of 0.99" in leak.evidence


@pytest.mark.parametrize("width", [1.5, 3.0])
@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("disc", [True, False])
@pytest.mark.parametrize(("side", "landslides"), [(20, 60), (SIDE, 254)])
def test_smoothed_labels_are_named_with_and_without_the_unit_itself(width, own, disc, side, landslides):
    _, xy, truth = grid_area(1, side=side, landslides=landslides)
    column = pd.DataFrame({"density": smoothed(truth, width, disc=disc, own=own)})
    [leak] = find_leaks(column, truth, xy=xy)
    assert "rank correlation with" in leak.evidence
    assert not any(
        "rank" in leak.evidence for leak in find_leaks(column, truth)
    )  # without places it cannot be told


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("effects", [(0.8, 0.5, 0.3), (0.3, 0.5, 1.5)])
@pytest.mark.parametrize(("side", "landslides"), [(15, 40), (20, 150), (SIDE, 254)])
def test_honest_smooth_factors_are_not_named_however_smooth(seed, effects, side, landslides):
    table, xy, truth = grid_area(seed, side=side, landslides=landslides, effects=effects)
    assert find_leaks(table, truth, xy=xy) == []


def test_no_column_of_ecuador_is_named(shared_real):
    table = pd.read_csv(shared_real / "ecuador_landslides" / "lsl_350pts.csv")
    factors = table[["slope", "cplan", "cprof", "elev", "log10_carea"]]
    truth = table["lslpts"].to_numpy(bool)
    assert find_leaks(factors, truth, xy=table[["x", "y"]]) == []
    assert max(pure_share(factors[name], truth)[0] for name in factors) < 0.08


def test_ranges_are_of_distinct_values_and_name_what_they_hold():
    truth = np.array([1, 1, 1, 0, 1, 0, 0, 1], bool)
    assert pure_share([1, 1, 2, 2, 3, 4, 5, np.nan], truth) == (pytest.approx(0.4), "have 1")
    assert pure_share([1, 2, 3, 4, 5, 6, 6, 7], truth) == (pytest.approx(0.6), "lie between 1 and 3")
    nothing = np.full(8, np.nan)
    assert pure_share(np.where(truth, nothing, 1.0), truth) == (1.0, "have no value")
    assert pure_share(nothing, truth)[0] == 0.0


def test_few_other_units_leave_wide_gaps_by_chance():
    few, many, real = (np.arange(250 + count) < 250 for count in (50, 1000, 20))
    assert chance_of_purity(0.3, few) > 0.2 and chance_of_purity(0.3, many) < 1e-6
    assert chance_of_purity(0.97, real) < 1e-6  # a real leak shows with a few
    rng = np.random.default_rng(5)
    truth = np.arange(60) < 40
    columns = pd.DataFrame(rng.standard_normal((60, 100)) + 1.2 * truth[:, None])  # AUC .80
    shares = [pure_share(columns[name], truth)[0] for name in columns]
    assert np.mean(np.array(shares) > 0.3) > 0.5
    leaks = find_leaks(columns, truth)
    assert sum("lie between" in leak.evidence for leak in leaks) <= 5 and not any(
        leak.refused for leak in leaks
    )


def test_a_table_is_looked_at_over_all_units_that_have_a_label():
    rng = np.random.default_rng(6)
    table = draw_factor_table(500, rng)
    labels = draw_landslide_units(table, {"slope": 1.0}, 100, rng)
    assert leaks_of_table(table, labels, BUILT_IN, dynamic=True) == ([], True)
    hit = labels["landslides"].to_numpy() > 0
    leaking = table.assign(ndvi=np.where(hit, np.nan, table["ndvi"]))
    undecided = labels.assign(label=np.where(hit, 1, 0))
    for name, expected in (("all decided", True), ("none free", False)):
        undecided["label"] = np.where(hit, 1, 0 if name == "all decided" else np.arange(500) % 2 - 1)
        found, placed = leaks_of_table(leaking.drop(columns=["x", "y"]), undecided, BUILT_IN, dynamic=False)
        assert [leak.factor for leak in found] == ["ndvi"] and found[0].refused and not placed, expected


def test_constant_and_empty_columns_say_nothing(area):
    _, truth = area
    for value in (3.0, np.nan):
        assert single_column_auc(np.full(truth.size, value), truth) == 0.5
    assert find_leaks(pd.DataFrame({"a": np.full(truth.size, np.nan)}), truth) == []
