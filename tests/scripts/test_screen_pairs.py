"""The network that is used: means of known coherence, pairs dropped and kept, dates cut off."""

import numpy as np
import pytest
from pair_files import phases, write_pairs
from steps import run_main

from scarpwatch.errors import DataError
from scarpwatch.insar.tables import read_network

DATES = ["20240107", "20240119", "20240212", "20240307", "20240319"]
PAIRS = [f"{a}_{b}" for n, a in enumerate(DATES) for b in DATES[n + 1 : n + 3]]
ORBITS = dict(zip([*DATES, "20240331"], (0.0, 40.0, -25.0, 60.0, 10.0, 5.0), strict=True))


def run(folder, coherence, *, pairs=PAIRS, minimum=None, if_disconnected="stop", block_rows=512):
    phase = phases(np.zeros((len(ORBITS), 20, 30)), list(ORBITS), pairs)
    files = write_pairs(folder / "pairs", phase, coherence=coherence, baselines=ORBITS)
    made = run_main(
        "screen_pairs",
        inputs={"coherence": files["coherence"]},
        output={"network": str(folder / "network.tsv")},
        params={"min_coherence": minimum, "if_disconnected": if_disconnected, "block_rows": block_rows},
    )
    return {f"{row['reference']}_{row['secondary']}": row for row in read_network(made.network)}


@pytest.mark.parametrize("block_rows", [512, 7])
def test_the_table_holds_every_pair_with_its_mean_coherence(tmp_path, block_rows):
    coherence = {pair: np.full((20, 30), 0.8) for pair in PAIRS}
    coherence[PAIRS[2]][15:] = 0.05
    coherence[PAIRS[3]][:10] = np.nan  # where nothing is measured does not count
    coherence[PAIRS[4]][:] = np.nan
    network = run(tmp_path, coherence, block_rows=block_rows)
    assert list(network) == PAIRS
    assert [row["days"] for row in network.values()][:2] == [12, 36]
    for row in network.values():
        assert row["perpendicular_baseline_m"] == ORBITS[row["secondary"]] - ORBITS[row["reference"]]
        assert row["used"] == (row is not network[PAIRS[4]])  # nothing is measured in that pair
    means = [network[pair]["mean_coherence"] for pair in PAIRS[:4]]
    assert means == pytest.approx([0.8, 0.8, 0.8 * 0.75 + 0.05 * 0.25, 0.8], abs=0.003)
    assert np.isnan(network[PAIRS[4]]["mean_coherence"])


def test_low_pairs_are_dropped_and_the_dates_stay_connected(tmp_path, capsys):
    coherence = {pair: np.full((20, 30), 0.8) for pair in PAIRS}
    for pair, low in ((PAIRS[1], 0.3), (PAIRS[-2], 0.2), (PAIRS[-1], 0.35)):
        coherence[pair][:] = low  # the last date has no better pair than PAIRS[-1]
    network = run(tmp_path, coherence, minimum=0.4)
    assert [pair for pair in PAIRS if not network[pair]["used"]] == [PAIRS[1], PAIRS[-2]]
    assert network[PAIRS[-1]]["reason"] == "below network.min_coherence, kept to connect the dates"
    assert "5 of 7 pairs used, 1 of them only because they connect dates" in capsys.readouterr().out


def test_a_disconnected_network_says_which_dates(tmp_path, capsys):
    pairs = [*(pair for pair in PAIRS if "20240319" not in pair), "20240319_20240331"]
    with pytest.raises(DataError, match=r"2024-03-19, 2024-03-31 are cut off from the other 4"):
        run(tmp_path / "a", 0.8, pairs=pairs)
    run(tmp_path / "b", 0.8, pairs=pairs, if_disconnected="minimum_norm")
    assert "cut off from the other dates: 2024-03-19, 2024-03-31" in capsys.readouterr().out
