"""Components shifted by whole cycles where we know, on both sides of gaps of known width."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from scarpwatch.insar.closure.bridging import SMALLEST, Witness, agreed_moves, bridge_components

CYCLE = 2 * np.pi
REFERENCE = (slice(30, 35), slice(4, 9))


def scene(seed=0, gap=4, slope=0.0):
    """A smooth phase in three upright strips, the reference in the first; the gaps are not measured."""
    rng = np.random.default_rng(seed)
    phase = 12 * gaussian_filter(rng.normal(size=(60, 90)), 6) + slope * np.arange(90)
    phase += rng.normal(0, 0.4, phase.shape)
    components = np.zeros(phase.shape, np.uint16)
    for number, start in enumerate((0, 30, 60)):
        components[:, start : start + 30 - gap] = number + 1
    return np.where(components > 0, phase, np.nan).astype(np.float32), components


def shifted(phase, components, cycles):
    out = phase.copy()
    for label, value in cycles.items():
        out[components == label] += np.float32(CYCLE * value)
    return out


@pytest.mark.parametrize("cycles", [{2: 1}, {3: -2}, {2: -1, 3: 2}, {2: 3, 3: 3}, {}])
def test_injected_offsets_are_taken_out(cycles):
    phase, components = scene(seed=len(cycles))
    made = bridge_components(shifted(phase, components, cycles), components, REFERENCE, longest=6)
    assert made == {2: -cycles.get(2, 0), 3: -cycles.get(3, 0)}


def test_many_offsets_over_many_scenes():
    rng = np.random.default_rng(8)
    right = 0
    for seed in range(40):
        phase, components = scene(seed=seed + 100)
        cycles = {label: int(rng.integers(-2, 3)) for label in (2, 3)}
        made = bridge_components(shifted(phase, components, cycles), components, REFERENCE, longest=6)
        right += sum(made.get(label) == -value for label, value in cycles.items())
    assert right >= 78  # of 80


def test_gaps_that_are_too_wide_are_left_open():
    phase, components = scene(gap=9)
    assert bridge_components(shifted(phase, components, {2: 1}), components, REFERENCE, longest=6) == {}
    assert bridge_components(shifted(phase, components, {2: 1}), components, REFERENCE, longest=10)[2] == -1


def test_bridges_that_disagree_are_not_crossed():
    phase, components = scene()
    phase[30:, 30:] += CYCLE  # half of the second strip's edge says so, half says so not
    made = bridge_components(phase, components, REFERENCE, longest=6)
    assert 2 not in made


def test_the_component_of_the_reference_stays():
    phase, components = scene()
    there = (slice(30, 35), slice(64, 69))
    made = bridge_components(shifted(phase, components, {3: 1}), components, there, longest=6)
    assert made == {1: 1, 2: 1}


def test_specks_and_single_components_are_left_alone():
    phase, components = scene()
    components[components == 2] = 0
    components[:3, 40:45] = 2
    assert SMALLEST > 15
    assert 2 not in bridge_components(phase, components, REFERENCE, longest=60)
    assert bridge_components(phase, (components == 1).astype(np.uint16), REFERENCE, longest=60) == {}


def witness(turns, *places):
    labels = tuple(np.full(len(turns), place) for place in places)
    return Witness(np.array(turns, np.float32), (1, 1, -1), labels)


def test_moves_are_made_only_if_fewer_triplets_fail():
    wanted = {(0, 2): 1, (4, 3): -1}
    agreeing = {(0, 2): [witness([-1.1, -0.9, -1, 0.1], 0, -1, -1)], (4, 3): [witness([0.1] * 5, -1, -1, 1)]}
    assert agreed_moves(wanted, agreeing) == {(0, 2): 1}
    assert agreed_moves(wanted, {name: [witness([0.0] * 4, -1, -1, -1)] for name in wanted}) == {}
    assert agreed_moves({}, {}) == {}


def test_moves_that_close_the_triplets_only_together_are_made_together():
    wanted = {(0, 2): 1, (1, 2): 2}
    witnesses = {(0, 2): [witness([-1.0] * 6, 0, -1, -1)], (1, 2): [witness([1.0] * 9, 0, -1, 1)]}
    assert agreed_moves(wanted, witnesses) == wanted
