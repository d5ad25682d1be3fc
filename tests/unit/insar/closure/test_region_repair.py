"""Errors as unwrappers make them, of whole regions behind belts of low coherence: repaired, and at what cost."""

import numpy as np
import pytest
from error_stacks import CYCLE, behind_belts, judge, make_network, make_phase, patches, small_with_gaps
from rasterio.windows import Window

from scarpwatch.insar.closure.region_repair import find_regions
from scarpwatch.insar.closure.stage import close_block, closure_network, with_halo


def regions_of(network, phase, windows=None):
    net = closure_network(network.pairs, (network.first, network.second))
    shape = phase.shape[1:]
    windows = windows or [Window(0, 0, shape[1], shape[0])]
    blocks = ((*with_halo(window, shape), window) for window in windows)
    return net, find_regions(
        shape,
        blocks,
        net.graph,
        lambda window: np.ascontiguousarray(phase[:, *window.toslices()]),
        lambda pair: phase[pair],
    )


def close(network, phase, windows=None):
    """Cycles of the scene, pixels that lose rank, and pixels, closed in these windows."""
    net, regions = regions_of(network, phase, windows)
    cycles, lost, pixels = np.zeros(phase.shape, np.int8), 0, 0
    for window in windows or [Window(0, 0, phase.shape[2], phase.shape[1])]:
        outer, core = with_halo(window, phase.shape[1:])
        block = close_block(
            phase[:, *outer.toslices()].copy(), core, net, offsets=np.zeros(len(phase), np.float32),
            absolute=True, repair=True, bias_window=1, regions=regions, outer=outer,
        )  # fmt: skip
        cycles[:, *window.toslices()] = block.cycles
        lost, pixels = lost + block.lost, pixels + block.pixels
    return cycles, lost / pixels


def outcomes(seeds, simulate=behind_belts, **options):
    """Repaired, found (repaired or flagged), damaged, and pixels that lose rank, as means over seeds."""
    made = []
    for seed in seeds:
        network, phase, errors, _ = simulate(seed, **options)
        cycles, lost = close(network, phase + CYCLE * errors)
        outcome = judge(errors, cycles)
        made.append((outcome.repaired, outcome.repaired + outcome.flagged, outcome.damaged, lost))
    return np.mean(made, axis=0)


@pytest.mark.parametrize(("dates", "neighbours"), [(12, 2), (12, 3), (30, 2), (30, 3)])
def test_errors_behind_belts_are_repaired_at_little_cost(dates, neighbours):
    repaired, found, damaged, lost = outcomes((1, 2, 3), dates=dates, neighbours=neighbours)
    assert found > 0.8
    assert repaired > 0.75
    assert damaged < 0.005
    assert lost < 0.05


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.2, 0.35])
@pytest.mark.parametrize("neighbours", [2, 3, 4])
@pytest.mark.parametrize("dates", [12, 30, 60])
def test_errors_behind_belts_over_many_seeds(dates, neighbours, share):
    repaired, found, damaged, lost = outcomes(range(20, 32), dates=dates, neighbours=neighbours, share=share)
    assert found > 0.8
    assert repaired > 0.75
    assert damaged < 0.005
    assert lost < 0.05


def test_a_small_stack_with_gaps_keeps_its_rank():
    """61 dates, 214 pairs, 20 x 20 pixels, 3 % gaps: two thirds of the pixels would lose rank pixel by pixel."""
    repaired, found, damaged, lost = outcomes((1, 2), small_with_gaps)
    assert found > 0.9
    assert repaired > 0.85
    assert damaged < 0.005
    assert lost < 0.05


@pytest.mark.slow
@pytest.mark.parametrize("noise", [0.3, 0.5, 0.8])
def test_small_stacks_with_gaps_over_many_seeds(noise):
    repaired, found, damaged, lost = outcomes(range(20, 32), small_with_gaps, noise=noise)
    assert found > 0.9
    assert repaired > 0.85
    assert damaged < 0.005
    assert lost < 0.05


def test_blocks_give_what_the_whole_gives():
    network, phase, errors, _ = behind_belts(2, dates=12)
    phase = phase + CYCLE * errors
    windows = [Window(x, y, 40, 20) for y in (0, 20, 40) for x in (0, 40)]
    _, whole = regions_of(network, phase)
    _, parts = regions_of(network, phase, windows)
    for one, two in zip(whole, parts, strict=True):
        np.testing.assert_array_equal(one, two)
    one, two = close(network, phase)[0], close(network, phase, windows)[0]
    assert (one != two).mean() < 0.002  # patches that the repair pixel by pixel judges at a block's border


@pytest.mark.parametrize("cycles", [1, -2])
@pytest.mark.parametrize(("day", "innocent"), [(0, 1), (11, 1), (11, 2)])
def test_errors_that_most_pairs_of_a_date_share_damage_no_innocent(day, innocent, cycles):
    """The edge tells them apart, also along the rim of two cycles, where the mean closure is one."""
    rng = np.random.default_rng(50 + day)
    network = make_network(24)
    phase = make_phase(rng, network, (60, 80), noise=0.3)
    errors = np.zeros(phase.shape, np.int8)
    place = patches(rng, (60, 80), 0.1)
    for pair in rng.permutation(network.star(day))[innocent:]:
        errors[pair][place] = cycles * network.towards(day)[pair]
    outcome = judge(errors, close(network, phase + CYCLE * errors)[0])
    assert outcome.damaged_count == 0
    assert outcome.repaired > 0.9
    assert outcome.found > 0.99


def test_what_all_pairs_across_a_date_share_stands_and_misleads_no_neighbour():
    """The middle has a step that closure cannot see; the east is wrong in two pairs across the same date."""
    network = make_network(12, 2)
    phase = make_phase(np.random.default_rng(9), network, (40, 90), noise=0.3)
    phase[:, :, 30:33] = phase[:, :, 60:63] = np.nan
    across = (network.first <= 5) & (network.second > 5)
    errors = np.zeros(phase.shape, np.int8)
    errors[across, :, 63:] = np.array([1, 0, 0], np.int8)[:, None, None]
    phase[across, :, 33:] += CYCLE
    cycles, lost = close(network, phase + CYCLE * errors)
    assert not cycles[:, :, :60].any()
    outcome = judge(errors, cycles)
    assert outcome.repaired > 0.97 and outcome.damaged < 1e-3 and lost < 0.01


def test_a_scene_that_closes_has_no_regions_and_noise_alone_flags_little():
    network = make_network(30)
    phase = make_phase(np.random.default_rng(4), network, (40, 50), noise=0.5)
    assert regions_of(network, phase)[1] is None
    phase = make_phase(np.random.default_rng(4), network, (40, 50), noise=1.1)
    cycles, lost = close(network, phase)
    assert (cycles != 0).mean() < 0.002
    assert lost < 0.05


def test_a_region_out_of_reach_rests_on_closure_alone():
    """Nothing tells what the phase does across a lake of 20 pixels: half of a date is left out, one pair mended."""
    network = make_network(12)
    phase = make_phase(np.random.default_rng(6), network, (40, 60), noise=0.3)
    errors = np.zeros(phase.shape, np.int8)
    errors[:, :, 40:] = 0
    pairs = {(int(a), int(b)): n for n, (a, b) in enumerate(zip(network.first, network.second, strict=True))}
    errors[pairs[2, 3], :, 40:] = 1
    for ends in ((7, 8), (6, 8), (5, 8)):
        errors[pairs[ends], :, 40:] = -1
    phase[:, :, 20:40] = np.nan
    errors[:, :, :40] = 0
    cycles, _ = close(network, phase + CYCLE * errors)
    assert (cycles[pairs[2, 3], :, 41:] == -1).mean() > 0.98
    outcome = judge(errors, cycles)
    assert outcome.damaged < 1e-3
    assert outcome.repaired + outcome.flagged > 0.97
