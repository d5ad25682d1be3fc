"""A stack of pairs inverted window by window."""

import numpy as np
import pytest
from pair_files import WAVELENGTH, phases, write_pairs

from scarpwatch.insar.interferograms.pair_stack import open_stack, reference_offsets
from scarpwatch.insar.motion.subsets import Patterns
from scarpwatch.insar.reference.window import Reference
from scarpwatch.insar.series.file import PATTERN
from scarpwatch.insar.series.stack_inversion import LAYERS, inverted_blocks, window_levels, window_solver

DATES = ["20240107", "20240119", "20240131", "20240212"]
PAIRS = [f"{a}_{b}" for n, a in enumerate(DATES) for b in DATES[n + 1 : n + 3]]
SHAPE = (12, 16)
REFERENCE = Reference(6, 8, 1, "by the test")


@pytest.fixture
def opened(tmp_path):
    series = np.cumsum(np.random.default_rng(0).normal(0, 0.004, (4, *SHAPE)), axis=0)
    series -= series[0]
    series[:, 5:8, 7:10] = series[:, 6:7, 8:9]  # the window moves as one
    phase = phases(series, DATES, PAIRS)
    for pair in PAIRS:
        if "20240212" in pair:
            phase[pair][0, :4] = np.nan
    files = write_pairs(tmp_path, phase)
    return series - series[:, 6:7, 8:9], open_stack(files["unwrapped"], files["coherence"])


def solver(stack):
    offsets = reference_offsets(stack, REFERENCE)
    return window_solver(stack, offsets=offsets, cycles=None, uniform=True, robust=False)


def test_blocks_give_the_series_whatever_their_size(opened):
    truth, stack = opened
    solve = solver(stack)
    zero = window_levels(solve, REFERENCE)
    np.testing.assert_allclose(zero, 0, atol=1e-6)
    for memory_mb, few in ((100.0, 1), (0.004, 2)):
        found = np.full((4, *SHAPE), np.nan)
        patterns = Patterns(np.empty((0, 4), np.int16))
        blocks = inverted_blocks(stack, solve, zero, patterns, robust=False, memory_mb=memory_mb)
        count = 0
        for window, layers, displacement in blocks:
            assert set(layers) == set(LAYERS)
            found[:, *window.toslices()] = displacement
            if window.row_off == 0:
                assert (layers["rank"][0, :4] == 2).all() and (layers[PATTERN][0, :4] == 1).all()
            count += 1
        assert count >= few
        np.testing.assert_allclose(found[:, 1:], truth[:, 1:], atol=1e-6)
        np.testing.assert_array_equal(patterns.table, [[0, 0, 0, 1]])


def test_what_the_offsets_leave_at_the_window_is_taken_off(opened):
    _, stack = opened
    no_offsets = np.zeros(len(PAIRS), np.float32)
    solve = window_solver(stack, offsets=no_offsets + 1, cycles=None, uniform=True, robust=False)
    zero = window_levels(solve, REFERENCE)
    assert zero.shape == (4, 1, 1)
    assert np.abs(zero[1:]).max() > 0.1 * WAVELENGTH / (4 * np.pi)
    patterns = Patterns(np.empty((0, 4), np.int16))
    (block,) = inverted_blocks(stack, solve, zero, patterns, robust=False, memory_mb=100)
    np.testing.assert_allclose(block[2][:, 6, 8], 0, atol=1e-6)
