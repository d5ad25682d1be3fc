"""The closure of a scene from files, whole and in blocks; its numbers are tested with the step."""

import numpy as np
import pytest
from error_stacks import CYCLE, make_network, make_phase
from pair_files import write_pairs

from scarpwatch.config.deformation.closure import ClosureSettings
from scarpwatch.insar.closure.scene import close_scene, prepare_scene, scene_bias
from scarpwatch.insar.interferograms.pair_stack import open_stack
from scarpwatch.insar.reference.window import Reference

SHAPE = (30, 34)
SETTINGS = ClosureSettings().model_dump(mode="json")
REFERENCE = Reference(25, 5, 1, "by the test")


def prepared(folder, phase, names, **settings):
    files = write_pairs(folder, dict(zip(names, phase, strict=True)))
    stack = open_stack(files["unwrapped"], files["coherence"])
    ties = [np.nan] * len(names)
    how = {**SETTINGS, **settings}
    return prepare_scene(stack, files["components"], REFERENCE, ties, how, memory_mb=500)


def closed_in(scene, memory_mb, *, absolute=True, **settings):
    """The closure of the scene, and the cycles and shares as they were written."""
    cycles = np.full((len(scene.stack.pairs), *SHAPE), 99, np.int8)
    nonzero = np.full(SHAPE, -1.0, np.float32)
    windows = []

    def write(window, values, block):
        windows.append(window)
        cycles[:, *window.toslices()] = values
        nonzero[window.toslices()] = block.nonzero

    how = {**SETTINGS, **settings}
    closed = close_scene(scene, write, absolute=absolute, settings=how, memory_mb=memory_mb)
    return closed, cycles, nonzero, windows


@pytest.fixture
def faulty():
    network = make_network(12)
    phase = make_phase(np.random.default_rng(0), network, SHAPE, noise=0.2)
    phase[3, 4:12, 10:30] += CYCLE
    phase[7] += 2 * CYCLE  # a constant of the pair's own
    return [pair.name for pair in network.pairs], phase


def test_blocks_of_any_size_give_the_same_cycles_and_sums(tmp_path, faulty):
    names, phase = faulty
    scene = prepared(tmp_path, phase, names)
    whole, cycles, nonzero, windows = closed_in(scene, 500)
    parts, again, share, many = closed_in(scene, 0.5)
    assert len(windows) == 1 and len(many) > 1
    assert (cycles[3, 5:11, 11:29] == -1).all()
    assert np.count_nonzero(cycles) == 8 * 20
    np.testing.assert_array_equal(cycles, again)
    np.testing.assert_array_equal(nonzero, share)
    for name, values in whole.counts.items():
        np.testing.assert_array_equal(values, parts.counts[name])
    assert whole.sums == parts.sums == {"left": 0, "lost": 0, "pixels": 30 * 34}


def test_without_repair_and_bridges_nothing_is_looked_for(tmp_path, faulty):
    names, phase = faulty
    scene = prepared(tmp_path, phase, names, repair=False, bridge_gap=None)
    assert scene.regions is None and not any(scene.bridges)
    closed, cycles, _, _ = closed_in(scene, 500, repair=False)
    assert not cycles.any()
    assert closed.counts["failed"][3] > 0


def test_the_error_of_the_window_widens_the_sigma_where_pairs_have_constants(tmp_path, faulty):
    names, phase = faulty
    scene = prepared(tmp_path, phase, names)
    closed, *_ = closed_in(scene, 500, absolute=False)
    bias, alone = scene_bias(scene, closed, REFERENCE, absolute=True)
    again, sigma = scene_bias(scene, closed, REFERENCE, absolute=False)
    np.testing.assert_array_equal(bias, again)
    window = float(np.median(alone[REFERENCE.window]))
    np.testing.assert_allclose(sigma**2 - alone**2, window**2, rtol=1e-4)


def test_too_few_chains_leave_no_bias(tmp_path):
    network = make_network(4)
    phase = make_phase(np.random.default_rng(0), network, SHAPE)
    scene = prepared(tmp_path, phase, [pair.name for pair in network.pairs])
    closed, *_ = closed_in(scene, 500)
    assert np.isnan(scene_bias(scene, closed, REFERENCE, absolute=True)).all()
