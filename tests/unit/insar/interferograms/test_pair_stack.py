import numpy as np
import pytest
from affine import Affine
from pair_files import WAVELENGTH, write_pairs
from rasterio.windows import Window

from scarpwatch.conventions import FLAGGED
from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.errors import DataError, InputError
from scarpwatch.grids.grid import Grid, read_raster, read_tags, write_raster
from scarpwatch.insar.interferograms.coding import encode_coherence
from scarpwatch.insar.interferograms.pair_stack import (
    mean_coherence,
    open_stack,
    read_block,
    read_coded,
    reference_offsets,
    summarise,
)
from scarpwatch.insar.reference.window import Reference

PAIRS = ["20240107_20240119", "20240107_20240212", "20240119_20240212"]
DAYS = np.array([12, 36, 24])


def opened(folder, phase, **options):
    files = write_pairs(folder, phase, **options)
    return open_stack(files["unwrapped"], files["coherence"])


def flat(value=0.0, shape=(6, 8)):
    return {pair: np.full(shape, value) for pair in PAIRS}


def rewrite(path, *, grid=None, **tags):
    values, old = read_raster(path)
    write_raster(path, values, grid or old, tags={**read_tags(path), **tags})


def test_dates_years_and_indices_follow_from_the_tags(tmp_path):
    baselines = {"20240107": 0.0, "20240119": 40.0, "20240212": -25.0}
    stack = opened(tmp_path, flat(), baselines=baselines, looks=20)
    assert [pair.name for pair in stack.pairs] == PAIRS
    assert stack.dates == ["20240107", "20240119", "20240212"]
    np.testing.assert_allclose(stack.years, np.array([0, 12, 36]) / DAYS_PER_YEAR)
    first, second = stack.indices()
    assert first.tolist() == [0, 0, 1]
    assert second.tolist() == [1, 2, 2]
    assert stack.baselines == [40.0, -25.0, -65.0]
    assert stack.wavelength == WAVELENGTH
    assert stack.looks == 20
    assert stack.grid == Grid(None, Affine.identity(), (6, 8))


def test_what_the_files_do_not_say(tmp_path):
    files = write_pairs(tmp_path, flat())
    for path in files["unwrapped"]:
        values, grid = read_raster(path)
        write_raster(path, values, grid, tags={k: v for k, v in read_tags(path).items() if k != "LOOKS"})
    stack = open_stack(files["unwrapped"], files["coherence"])
    assert np.isnan(stack.baselines).all()
    assert stack.looks == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [({"WAVELENGTH_M": 0.24}, "wavelength"), ({"grid": Grid(None, Affine.scale(2), (6, 8))}, "grid")],
)
def test_pairs_that_do_not_belong_together_are_refused(tmp_path, change, fault):
    files = write_pairs(tmp_path, flat())
    rewrite(files["unwrapped"][2], **change)
    with pytest.raises(InputError, match=fault) as caught:
        open_stack(files["unwrapped"], files["coherence"])
    assert PAIRS[2] in str(caught.value)


def test_coherence_of_other_dates_is_refused(tmp_path):
    files = write_pairs(tmp_path, flat())
    first, second, third = files["coherence"]
    with pytest.raises(
        InputError, match=r"coherence of 2024-01-07 and 2024-02-12, and the phase .* 2024-01-19"
    ) as caught:
        open_stack(files["unwrapped"], [second, first, third])
    assert caught.value.where == second
    values, grid = read_raster(third)
    write_raster(third, values, grid)
    with pytest.raises(InputError, match="do not tell its dates") as caught:
        open_stack(files["unwrapped"], files["coherence"])
    assert caught.value.where == third


@pytest.mark.parametrize("damaged", [np.inf, -np.inf, 3.1e7])
def test_phase_that_cannot_be_is_refused_wherever_it_is_read(tmp_path, damaged):
    phase = flat(5.0)
    phase[PAIRS[1]][2, 3] = damaged
    phase[PAIRS[1]][0, 0] = np.nan
    stack = opened(tmp_path, phase)
    read_coded(stack, Window(0, 3, 8, 3))  # not in this block
    reference = Reference(2, 3, 1, "by the test")
    for read in (
        lambda: read_coded(stack, Window(0, 0, 8, 3)),
        lambda: summarise(stack),
        lambda: reference_offsets(stack, reference),
    ):
        with pytest.raises(InputError, match="the file is damaged") as caught:
            read()
        assert caught.value.where == stack.unwrapped[1]


def test_a_block_holds_its_rows_of_every_pair(tmp_path):
    row, column = np.mgrid[:6, :8]
    phase = {pair: 100.0 * n + 10 * row + column for n, pair in enumerate(PAIRS)}
    phase[PAIRS[1]][3, 2] = np.nan
    coherence = {pair: np.full((6, 8), 0.2 * (n + 1)) for n, pair in enumerate(PAIRS)}
    coherence[PAIRS[0]][2, 0] = np.nan
    read, gamma = read_block(opened(tmp_path, phase, coherence=coherence), Window(0, 2, 8, 3))
    np.testing.assert_array_equal(read, np.stack([values[2:5] for values in phase.values()]))
    assert gamma.shape == (3, 3, 8)
    np.testing.assert_allclose(gamma[:, 1, 1], [0.2, 0.4, 0.6], atol=1 / 508)
    assert np.isnan(gamma[0, 0, 0])


def write_cycles(path, bands, names=PAIRS):
    write_raster(path, bands.astype(np.int8), Grid(None, Affine.identity(), (6, 8)), descriptions=names)


def test_offsets_and_cycles_are_applied_as_the_block_is_read(tmp_path):
    row, column = np.mgrid[:6, :8]
    phase = {pair: 10.0 * row + column + n for n, pair in enumerate(PAIRS)}
    cycles = np.zeros((3, 6, 8))
    cycles[0, 3, 2], cycles[1, 4, 5], cycles[1, 2, 0] = 2, -1, FLAGGED
    write_cycles(tmp_path / "cycles.tif", cycles)
    offsets, window = np.array([0.0, 1.0, 2.0]), Window(0, 2, 8, 3)
    stack = opened(tmp_path, phase)
    read, codes = read_coded(stack, window, offsets=offsets, cycles=str(tmp_path / "cycles.tif"))
    expected = np.stack([phase[PAIRS[0]][2:5]] * 3)
    expected[0, 1, 2] += 4 * np.pi
    expected[1, 2, 5] -= 2 * np.pi
    expected[1, 0, 0] = np.nan
    np.testing.assert_allclose(read, expected, atol=1e-5)
    assert (codes == encode_coherence(0.8)).all()
    whole, _ = read_coded(stack, window, cycles=str(tmp_path / "cycles.tif"))
    np.testing.assert_allclose(whole[2], expected[2] + 2)


def test_cycles_of_other_pairs_are_refused(tmp_path):
    write_cycles(tmp_path / "cycles.tif", np.zeros((3, 6, 8)), PAIRS[::-1])
    with pytest.raises(InputError, match="not the pairs in use"):
        read_coded(opened(tmp_path, flat()), Window(0, 0, 8, 6), cycles=str(tmp_path / "cycles.tif"))


def test_coherence_that_is_not_coded_is_refused(tmp_path):
    stack = opened(tmp_path, flat())
    write_raster(stack.coherence[1], np.full((6, 8), 0.5, np.float32), stack.grid)
    with pytest.raises(InputError, match="not coded in one byte") as caught:
        read_coded(stack, Window(0, 0, 8, 6))
    assert PAIRS[1] in str(caught.value)


def test_the_mean_coherence_counts_what_is_missing_as_zero():
    coherence = np.array([[0.9, 0.9, np.nan], [0.6, np.nan, np.nan]])
    np.testing.assert_allclose(mean_coherence(encode_coherence(coherence)), [0.75, 0.45, 0], atol=1 / 508)


def test_the_summary_has_the_rate_of_a_steady_phase(tmp_path):
    row, column = np.mgrid[:7, :9]
    true = 3.0 * (row - 3) + 2.0 * (column - 4)  # rad/yr, median zero
    phase = {
        pair: true * days / DAYS_PER_YEAR + cycles
        for pair, days, cycles in zip(PAIRS, DAYS, (0, 6.28, -12.5), strict=True)
    }
    phase[PAIRS[2]][0, 0] = phase[PAIRS[2]][6, 8] = np.nan  # symmetric: the median stays
    coherence = {pair: np.full((7, 9), value) for pair, value in zip(PAIRS, (0.9, 0.6, 0.3), strict=True)}
    coherence[PAIRS[2]][0, 0] = np.nan
    summary = summarise(opened(tmp_path, phase, coherence=coherence))
    known = np.ones((7, 9), bool)
    known[0, 0] = known[6, 8] = False
    assert (summary.missing == ~known).all()
    np.testing.assert_allclose(summary.rate, true, atol=1e-4)  # two of three pairs will do
    assert summary.pair_coherence == pytest.approx([0.9, 0.6, 0.3], abs=1 / 508)
    assert summary.mean_coherence[3, 3] == pytest.approx(0.6, abs=1 / 508)
    assert summary.mean_coherence[0, 0] == pytest.approx(0.5, abs=1 / 508)  # a missing pair counts as zero


def test_where_most_pairs_are_missing_the_summary_has_no_rate(tmp_path):
    phase = flat()
    phase[PAIRS[1]][:] = np.nan  # a pair without any phase is missing, and no more than that
    phase[PAIRS[0]][0, 0] = np.nan
    summary = summarise(opened(tmp_path, phase))
    assert np.isnan(summary.rate[0, 0]) and np.isfinite(summary.rate).sum() == 47
    assert summary.missing[0, 0] == 2 and (summary.missing.ravel()[1:] == 1).all()


def test_offsets_are_medians_over_the_reference_window(tmp_path):
    phase = {pair: np.full((6, 8), float(n)) for n, pair in enumerate(PAIRS)}
    phase[PAIRS[1]][2:5, 3:6] = [[7, 7, 7], [7, 7, np.nan], [50, -50, 7]]
    offsets = reference_offsets(opened(tmp_path, phase), Reference(3, 4, 1, "by the test"))
    assert offsets.tolist() == [0, 7, 2]


def test_a_pair_without_the_reference_or_a_tie_is_refused(tmp_path):
    """Without an offset the whole pair would be lost, and no one told."""
    phase = flat()
    phase[PAIRS[1]][2:5, 3:6] = np.nan
    stack = opened(tmp_path, phase)
    reference = Reference(3, 4, 1, "by the test")
    with pytest.raises(InputError, match="nothing is unwrapped in the reference window") as caught:
        reference_offsets(stack, reference)
    assert PAIRS[1] in str(caught.value)
    assert reference_offsets(stack, reference, [np.nan, 3.5, np.nan]).tolist() == [0, 3.5, 0]


def test_a_stack_without_any_pair_is_refused_in_words():
    with pytest.raises(DataError, match=r"nothing is measured in any of the pairs.*sar.exclude_dates"):
        open_stack([], [])
