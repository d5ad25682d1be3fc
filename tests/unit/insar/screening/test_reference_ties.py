"""Pairs of known constants, tied to a reference that some of them do not measure."""

import numpy as np
import pytest
from pair_files import phases, write_pairs

from scarpwatch.insar.interferograms.pair_stack import open_stack
from scarpwatch.insar.reference.window import Reference
from scarpwatch.insar.screening.reference_ties import AROUND_IT, LOOSE, TRIPLETS, WINDOW, tie_pairs

DATES = ["20240107", "20240119", "20240212", "20240307", "20240319"]
PAIRS = [f"{a}_{b}" for n, a in enumerate(DATES) for b in DATES[n + 1 : n + 3]]
PLACE = Reference(9, 14, 1, "by the test")
AT_PLACE = (slice(8, 11), slice(13, 16))


def made(seed=3):
    """Phases of a random walk that is steady in space but for a slope, and the constants of the pairs."""
    rng = np.random.default_rng(seed)
    _, column = np.mgrid[:20, :30]
    series = rng.normal(0, 0.01, (5, 1, 1)) + 0.0002 * np.arange(5)[:, None, None] * (column - 14)
    series = series - series[:, 9:10, 14:15]
    constants = rng.uniform(-20, 20, len(PAIRS))
    phase = phases(series, DATES, PAIRS)
    return {
        pair: phase[pair] + c + rng.normal(0, 0.3, (20, 30)) for pair, c in zip(PAIRS, constants, strict=True)
    }, constants


def tied(folder, phase):
    files = write_pairs(folder, phase)
    return tie_pairs(open_stack(files["unwrapped"], files["coherence"]), PLACE)


def test_the_window_ties_what_it_measures(tmp_path):
    phase, constants = made()
    phase[PAIRS[2]][8, 13:16] = np.nan  # six of nine are enough
    ties = tied(tmp_path, phase)
    assert {tie.by for tie in ties} == {WINDOW}
    assert [tie.phase for tie in ties] == pytest.approx(constants, abs=0.5)


@pytest.mark.parametrize("lost", [[0], [1], [2], [1, 2], [2, 5]])
def test_triplets_tie_what_the_window_does_not(tmp_path, lost):
    """Also where a pair that is tied so has to tie the next one."""
    phase, constants = made()
    for number in lost:
        phase[PAIRS[number]][AT_PLACE] = np.nan
    ties = tied(tmp_path, phase)
    assert [n for n, tie in enumerate(ties) if tie.by == TRIPLETS] == lost
    assert [tie.phase for tie in ties] == pytest.approx(constants, abs=0.5)


def test_triplets_that_do_not_close_tie_nothing(tmp_path):
    phase, _ = made()
    phase[PAIRS[0]][AT_PLACE] = np.nan
    phase[PAIRS[0]][:, ::2] += 2 * np.pi * np.arange(20)[:, None]
    assert tied(tmp_path, phase)[0].by == ""


def test_a_date_is_tied_as_one_by_the_ground_around(tmp_path):
    phase, constants = made()
    last = [n for n, pair in enumerate(PAIRS) if DATES[-1] in pair]
    for number in last:
        phase[PAIRS[number]][6:13, 11:18] = np.nan
    ties = tied(tmp_path, phase)
    assert sorted(ties[n].by for n in last) == sorted([AROUND_IT, TRIPLETS])
    assert [ties[n].phase for n in last] == pytest.approx(constants[last], abs=0.5)


def test_noise_in_the_window_is_the_last_resort(tmp_path):
    rng = np.random.default_rng(1)
    phase, constants = made()
    phase[PAIRS[1]][AT_PLACE] += rng.uniform(-9, 9, (3, 3))
    tie = tied(tmp_path / "a", phase)[1]
    assert tie.by == TRIPLETS and tie.phase == pytest.approx(constants[1], abs=0.5)
    for pair in PAIRS:
        phase[pair][AT_PLACE] += rng.uniform(-9, 9, (3, 3))
    assert {tie.by for tie in tied(tmp_path / "b", phase)} <= {LOOSE, ""}
