"""The network that is used: means of known coherence, pairs dropped and kept, dates cut off."""

import itertools
import json

import numpy as np
import pytest
from pair_files import phases, write_pairs
from steps import read_json, run_main

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import read_raster, read_tags, write_raster
from scarpwatch.insar.network.table import read_network
from scarpwatch.insar.series.file import open_series

DATES = ["20240107", "20240119", "20240212", "20240307", "20240319"]
PAIRS = [f"{a}_{b}" for n, a in enumerate(DATES) for b in DATES[n + 1 : n + 3]]
ORBITS = dict(zip([*DATES, "20240331"], (0.0, 40.0, -25.0, 60.0, 10.0, 5.0), strict=True))


def run(folder, coherence, *, pairs=PAIRS, minimum=None, if_disconnected="stop", phase=None):
    phase = phase or phases(np.zeros((len(ORBITS), 20, 30)), list(ORBITS), pairs)
    files = write_pairs(folder / "pairs", phase, coherence=coherence, baselines=ORBITS)
    place = {"row": 9, "column": 14, "half": 1, "chosen": "by the test", "decisions": []}
    (folder / "reference.json").write_text(json.dumps(place))
    made = run_main(
        "screen_pairs",
        inputs={**files, "reference": str(folder / "reference.json")},
        output={"network": str(folder / "network.tsv"), "summary": str(folder / "network.json")},
        params={"min_coherence": minimum, "if_disconnected": if_disconnected},
    )
    return {f"{row['reference']}_{row['secondary']}": row for row in read_network(made.network)}


def test_the_table_holds_every_pair_with_its_mean_coherence(tmp_path):
    coherence = {pair: np.full((20, 30), 0.8) for pair in PAIRS}
    coherence[PAIRS[2]][15:] = 0.05
    coherence[PAIRS[3]][:10] = np.nan  # where nothing is measured does not count
    coherence[PAIRS[4]][:] = np.nan
    network = run(tmp_path, coherence)
    assert list(network) == PAIRS
    assert [row["days"] for row in network.values()][:2] == [12, 36]
    for row in network.values():
        assert row["perpendicular_baseline_m"] == ORBITS[row["secondary"]] - ORBITS[row["reference"]]
        assert row["used"] == (row is not network[PAIRS[4]])  # nothing is measured in that pair
    means = [network[pair]["mean_coherence"] for pair in PAIRS[:4]]
    assert means == pytest.approx([0.8, 0.8, 0.8 * 0.75 + 0.05 * 0.25, 0.8], abs=0.003)
    assert np.isnan(network[PAIRS[4]]["mean_coherence"])


def test_low_pairs_are_dropped_and_the_dates_stay_connected(tmp_path, caplog):
    coherence = {pair: np.full((20, 30), 0.8) for pair in PAIRS}
    for pair, low in ((PAIRS[1], 0.3), (PAIRS[-2], 0.2), (PAIRS[-1], 0.35)):
        coherence[pair][:] = low  # the last date has no better pair than PAIRS[-1]
    network = run(tmp_path, coherence, minimum=0.4)
    assert [pair for pair in PAIRS if not network[pair]["used"]] == [PAIRS[1], PAIRS[-2]]
    assert network[PAIRS[-1]]["reason"] == "below network.min_coherence, kept to connect the dates"
    assert "5 of 7 pairs used, 1 of them only because they connect dates" in caplog.text


def test_a_disconnected_network_says_which_dates(tmp_path, caplog):
    pairs = [*(pair for pair in PAIRS if "20240319" not in pair), "20240319_20240331"]
    with pytest.raises(DataError, match=r"2024-03-19, 2024-03-31 are cut off from the other 4"):
        run(tmp_path / "a", 0.8, pairs=pairs)
    run(tmp_path / "b", 0.8, pairs=pairs, if_disconnected="minimum_norm")
    assert "2024-03-19, 2024-03-31" in caplog.text


def walk(pairs=PAIRS):
    """Pairs of a smooth random series, each unwrapped up to a constant of its own."""
    rng = np.random.default_rng(8)
    row, column = np.mgrid[:20, :30]
    tilt = rng.normal(0, 0.0002, (len(ORBITS), 2, 1, 1))
    series = tilt[:, 0] * (row - 9) + tilt[:, 1] * (column - 14) + rng.normal(0, 0.01, (len(ORBITS), 1, 1))
    phase = phases(series, list(ORBITS), pairs)
    return {pair: values + 2 * np.pi * n for n, (pair, values) in enumerate(phase.items())}


def test_a_pair_that_is_empty_at_the_reference_is_tied_through_triplets(tmp_path):
    phase = walk()
    true = {pair: np.median(values[8:11, 13:16]) for pair, values in phase.items()}
    phase[PAIRS[2]][5:15, 10:20] = np.nan  # gone
    phase[PAIRS[5]][8:11, 13:16] += np.random.default_rng(1).uniform(-9, 9, (3, 3))  # lost coherence
    network = run(tmp_path, 0.8, phase=phase)
    for pair in (PAIRS[2], PAIRS[5]):
        assert network[pair]["used"]
        assert network[pair]["reason"] == "not measured at the reference, tied through triplets"
        assert network[pair]["tie_rad"] == pytest.approx(true[pair], abs=0.01)
    assert all(np.isnan(network[pair]["tie_rad"]) for pair in PAIRS if pair not in (PAIRS[2], PAIRS[5]))
    (decision,) = read_json(tmp_path / "network.json")["decisions"]
    assert decision["notable"]
    assert "5 of 7 pairs are measured in the reference window" in decision["reason"]


def test_snow_on_the_reference_in_the_last_scene_does_not_end_a_run(tmp_path):
    phase = walk()
    true = {pair: np.median(values[8:11, 13:16]) for pair, values in phase.items()}
    last = [pair for pair in PAIRS if "20240319" in pair]
    for pair in last:
        phase[pair][6:13, 11:18] = np.nan
    network = run(tmp_path, 0.8, phase=phase)
    reasons = {network[pair]["reason"] for pair in last}
    assert reasons == {
        "not measured at the reference, tied through triplets",
        "not measured at the reference, tied through the ground around it",
    }
    for pair in last:  # as near as the ground around it is like it
        assert network[pair]["tie_rad"] == pytest.approx(true[pair], abs=0.6)
    misfit = [network[pair]["tie_rad"] - true[pair] for pair in last]
    assert np.ptp(misfit) < 0.01  # one and the same for the date
    text = read_json(tmp_path / "network.json")["decisions"][0]["taken"]
    assert "1 not measured at the reference, tied through the ground around it" in text


@pytest.mark.parametrize("phases_only", [True, False])
def test_a_scene_that_nothing_ties_is_left_out_and_told(tmp_path, phases_only):
    phase, coherence = walk(), {pair: np.full((20, 30), 0.8) for pair in PAIRS}
    for pair in PAIRS:
        if "20240319" in pair:
            phase[pair][:] = np.nan
            if not phases_only:
                coherence[pair][:] = np.nan
    network = run(tmp_path, coherence, phase=phase)
    for pair in PAIRS:
        assert network[pair]["used"] == ("20240319" not in pair)
    (decision,) = read_json(tmp_path / "network.json")["decisions"]
    assert decision["notable"]
    assert "the map holds nothing of 2024-03-19" in decision["reason"]
    assert read_json(tmp_path / "network.json")["used"] == 5


def test_a_hole_that_untied_pairs_leave_is_no_end_either(tmp_path):
    """Where a date in the middle cannot be tied and no pair passes over it, the longer side is used."""
    pairs = [f"{a}_{b}" for a, b in itertools.pairwise(DATES)]
    phase = walk(pairs)
    phase[pairs[1]][:] = np.nan
    network = run(tmp_path / "a", 0.8, pairs=pairs, phase=phase)
    assert [pair for pair in pairs if network[pair]["used"]] == pairs[2:]
    assert network[pairs[0]]["reason"].startswith("its dates are cut off")
    network = run(tmp_path / "b", 0.8, pairs=pairs, phase=phase, if_disconnected="minimum_norm")
    assert [pair for pair in pairs if network[pair]["used"]] == [pairs[0], *pairs[2:]]


def test_snow_on_the_reference_in_the_last_scene_reaches_the_map(stack, tmp_path):
    """From the pairs to the rate: a little worse where the snow lay, the same elsewhere."""
    place = read_json(stack.path("chosen.json"))
    rows, columns = (slice(place[name] - 5, place[name] + 6) for name in ("row", "column"))
    unwrapped = []
    for path, pair in zip(stack.files("unwrapped", stack.pairs), stack.pairs, strict=True):
        unwrapped.append(path)
        if stack.dates[-1] in pair:
            values, grid = read_raster(path)
            values[rows, columns] = np.nan
            unwrapped[-1] = str(tmp_path / "unwrapped" / f"{pair}.tif")
            write_raster(unwrapped[-1], values, grid, tags=read_tags(path))
    own = {
        "network": str(tmp_path / "network.tsv"),
        "cycles": str(tmp_path / "closure" / "cycles.tif"),
        "series": str(tmp_path / "uncorrected.nc"),
    }

    def run_again(step, *names, **more):
        inputs = {name: own[name] for name in names if name in own}
        return stack.run(step, into=tmp_path, inputs={**inputs, **more})

    run_again("screen_pairs", unwrapped=unwrapped)
    run_again("close_triplets", "network", unwrapped=unwrapped)
    run_again("invert_network", "network", "cycles", unwrapped=unwrapped)
    made = run_again("correct_series", "network", "series")
    made = run_again("estimate_velocity", "network", series=made.series)
    with open_series(made.velocity) as after, open_series(stack.path("velocity.nc")) as before:
        old, new = 100 * before.layer("rate"), 100 * after.layer("rate")
    apart = np.isfinite(old)
    apart[rows, columns] = False
    change = (new - old)[apart]
    assert np.isfinite(change).mean() > 0.99
    assert abs(np.nanmedian(change)) < 0.5  # cm/yr: what the ground around is off by at one date of six
    assert np.nanstd(change) < 0.05
