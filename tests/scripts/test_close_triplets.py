"""Triplet closure of pairs with cycles put in where we know."""

import csv
import json

import numpy as np
import pytest
from pair_files import phases, write_pairs
from steps import run_main

from scarpwatch.grid import read_raster

DATES = ["20240107", "20240119", "20240131", "20240212"]
PAIRS = [f"{a}_{b}" for n, a in enumerate(DATES) for b in DATES[n + 1 : n + 3]]
CYCLE = 2 * np.pi


def run(folder, phase, block_rows=512):
    files = write_pairs(folder, phase)
    reference = {"row": 17, "column": 20, "half": 1, "chosen": "by the test"}
    (folder / "reference.json").write_text(json.dumps(reference))
    made = run_main(
        "close_triplets",
        inputs={**files, "reference": str(folder / "reference.json")},
        output={"share": str(folder / "share.tif"), "pairs": str(folder / "pairs.tsv")},
        params={"block_rows": block_rows},
    )
    with open(made.pairs, newline="") as stream:
        pairs = {row["pair"]: row["nonzero_share"] for row in csv.DictReader(stream, delimiter="\t")}
    return read_raster(made.share)[0], pairs


def smooth():
    """Consistent pairs over 20 x 24 cells, each unwrapped up to cycles of its own."""
    rng = np.random.default_rng(3)
    series = np.cumsum(rng.normal(0, 0.01, (4, 20, 24)), axis=0)
    phase = phases(series, DATES, PAIRS)
    return {pair: values + CYCLE * number for number, (pair, values) in enumerate(phase.items())}


def test_consistent_pairs_close(tmp_path):
    share, pairs = run(tmp_path, smooth())
    assert (share == 0).all()
    assert list(pairs) == PAIRS
    assert {float(value) for value in pairs.values()} == {0}


@pytest.mark.parametrize("block_rows", [512, 7])
def test_a_wrong_cycle_shows_where_it_is(tmp_path, block_rows):
    phase = smooth()
    wrong = "20240119_20240131"  # in both triplets
    phase[wrong][:5, :6] += CYCLE
    alone = "20240107_20240131"  # in the first triplet alone
    phase[alone][10:14, :] -= CYCLE
    phase["20240131_20240212"][:, 23] = np.nan  # the second triplet has no column 23
    phase["20240107_20240119"][:, 23] = np.nan  # nor has the first
    share, pairs = run(tmp_path, phase, block_rows)
    expected = np.zeros((20, 24))
    expected[:5, :6] = 1
    expected[10:14, :] = 0.5
    expected[:, 23] = np.nan
    np.testing.assert_allclose(share, expected)
    cells, both, one = 20 * 23, 5 * 6, 4 * 23
    counts = {
        "20240107_20240119": (both + one) / cells,
        alone: (both + one) / cells,
        wrong: (2 * both + one) / (2 * cells),
        "20240119_20240212": both / cells,
        "20240131_20240212": both / cells,
    }
    assert {pair: float(value) for pair, value in pairs.items()} == pytest.approx(counts, abs=1e-6)


def test_gaps_weigh_the_same_in_blocks_of_any_height(tmp_path):
    """A pair with gaps counts the triplets it was seen in, not its own pixels."""
    phase = smooth()
    phase["20240119_20240131"][:4] += CYCLE
    phase["20240107_20240119"][:8, :20] = np.nan
    phase["20240119_20240212"][2:, 5:15] = np.nan
    _, whole = run(tmp_path / "whole", phase)
    _, blocks = run(tmp_path / "blocks", phase, block_rows=3)
    assert blocks == whole


def test_pairs_without_triplets_have_no_share(tmp_path):
    phase = {pair: values for pair, values in smooth().items() if pair in (PAIRS[0], PAIRS[2])}
    share, pairs = run(tmp_path, phase)
    assert np.isnan(share).all()
    assert set(pairs.values()) == {""}


def test_the_stacks_triplets_close(stack, tmp_path):
    made = stack.run("close_triplets", into=tmp_path)
    share, _ = read_raster(made.share)
    assert (np.isfinite(share) & stack.clear).sum() > 2000
    assert np.nanmean(share) < 0.01
