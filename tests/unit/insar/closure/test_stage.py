"""What ties the closure of blocks together; the whole is tested with the step."""

import numpy as np
from error_stacks import CYCLE, make_network, make_phase
from pair_files import write_pairs
from rasterio.windows import Window

from scarpwatch.conventions import FLAGGED
from scarpwatch.insar.closure.stage import (
    HALO,
    bridge_stack,
    close_block,
    closure_network,
    ranks,
    read_phase,
    with_halo,
)
from scarpwatch.insar.interferograms.pair_stack import open_stack
from scarpwatch.insar.reference.window import Reference

WHOLE = (slice(None), slice(None))


def small(dates=8, shape=(30, 34), seed=0):
    network = make_network(dates)
    phase = make_phase(np.random.default_rng(seed), network, shape, noise=0.2)
    return network, phase, closure_network(network.pairs, (network.first, network.second))


def how(net, *, repair=True, absolute=True):
    offsets = np.zeros(len(net.graph.first), np.float32)
    return {"offsets": offsets, "absolute": absolute, "repair": repair}


def test_a_halo_stops_at_the_border():
    outer, core = with_halo(Window(0, 100, 50, 20), (300, 50))
    assert (outer.row_off, outer.height, outer.col_off, outer.width) == (100 - HALO, 20 + 2 * HALO, 0, 50)
    assert core == (slice(HALO, HALO + 20), slice(0, 50))
    outer, core = with_halo(Window(40, 0, 10, 5), (5, 50))
    assert (outer.row_off, outer.height, outer.col_off, outer.width) == (0, 5, 40 - HALO, 10 + HALO)
    assert core == (slice(0, 5), slice(HALO, HALO + 10))


def test_a_block_counts_its_core_alone():
    network, phase, net = small()
    phase[3, 10:14, 10:14] += CYCLE
    phase[5, :, 2] = np.nan
    core = (slice(5, 25), slice(0, 20))
    block = close_block(phase.copy(), core, net, **how(net), bias_window=3)
    alone = close_block(phase[:, *core], WHOLE, net, **how(net), bias_window=3)
    for name, values in block.counts.items():
        np.testing.assert_array_equal(values, alone.counts[name])
    np.testing.assert_array_equal(block.cycles, alone.cycles)
    assert (block.cycles[3, 5:9, 10:14] == -1).all()
    assert block.counts["repaired"].sum() == 16
    assert block.counts["measured"][5] == 20 * 19
    assert block.left == 0
    assert network.pairs


def test_what_is_flagged_no_longer_counts_as_failing():
    _, phase, net = small(4)
    phase[:, 12, 12] += CYCLE * np.array([2, -1, 1, 0, 2, -2], np.float32)[: len(phase)]
    block = close_block(phase.copy(), WHOLE, net, **how(net), bias_window=1)
    assert (block.cycles[:, 12, 12] == FLAGGED).any()
    assert block.nonzero[12, 12] > 0
    assert block.left == 0
    counted = close_block(phase.copy(), WHOLE, net, **how(net, repair=False), bias_window=1)
    assert not counted.cycles.any()
    assert counted.left > 0


def test_phase_is_read_referred_and_bridged(tmp_path):
    network, phase, _ = small(4)
    names = [pair.name for pair in network.pairs]
    components = {name: np.ones((30, 34), np.uint16) for name in names}
    phase[:, :, 20:22] = np.nan
    for labels in components.values():
        labels[:, 21:] = 2
    phase[1][:, 22:] += 2 * CYCLE
    files = write_pairs(tmp_path, dict(zip(names, phase, strict=True)), components=components)
    stack = open_stack(files["unwrapped"], files["coherence"])
    triplets = closure_network(network.pairs, (network.first, network.second)).triplets
    offsets = phase[:, 15, 5]
    place = Reference(15, 5, 1, "here")
    bridges = bridge_stack(stack, files["components"], place, triplets, offsets, longest=5)
    assert bridges == [{}, {2: -2}, {}, {}, {}, {}]
    window = Window(10, 3, 24, 20)
    read, added = read_phase(stack, window, files["components"], bridges)
    expected = phase.copy()
    expected[1][:, 22:] -= 2 * CYCLE
    np.testing.assert_allclose(read, expected[:, 3:23, 10:34], atol=1e-4)
    assert (added[1][:, 11:] == -2).all()
    assert not np.delete(added, 1, axis=0).any()
    assert bridge_stack(stack, files["components"], place, triplets, offsets, longest=1) == [{}] * 6


def test_the_bias_needs_no_reference_where_the_phase_is_absolute():
    """A reference window that is off by a part of a cycle in every pair must not bias the whole map."""
    network, phase, net = small(16)
    offsets = np.random.default_rng(1).normal(0, 0.5, len(phase)).astype(np.float32)
    offsets[network.second - network.first == 1] += 0.2
    plain = close_block(phase.copy(), WHOLE, net, **how(net), bias_window=1)
    settings = {**how(net), "offsets": offsets}
    free = close_block(phase.copy(), WHOLE, net, **settings, bias_window=1)
    np.testing.assert_array_equal(free.bias.rate, plain.bias.rate)
    tied = close_block(phase.copy(), WHOLE, net, **{**settings, "absolute": False}, bias_window=1)
    assert np.abs(tied.bias.rate - plain.bias.rate).min() > 0.5


def test_ranks_count_the_pieces_that_pairs_leave():
    network = make_network(5, 2)
    held = np.ones((len(network.pairs), 3), bool)
    held[network.star(0), 1] = False
    held[:, 2] = False
    assert ranks(held, network.first, network.second).tolist() == [4, 3, 0]


def test_pixels_that_lose_a_tie_by_what_is_left_out_are_counted():
    network = make_network(3, 2)
    phase = make_phase(np.random.default_rng(4), network, (20, 20))
    phase[1, 5:8, 5:8] += CYCLE  # one triplet: nobody knows which pair it is
    net = closure_network(network.pairs, (network.first, network.second))
    block = close_block(phase, WHOLE, net, **how(net), bias_window=1)
    assert (block.cycles[:, 5:8, 5:8] == FLAGGED).all()
    assert (block.lost, block.pixels) == (9, 400)
