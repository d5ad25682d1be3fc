"""Geometry of SNAP's images: every cell lies where the simulation put it, and ranges differ as the orbits say."""

from pathlib import Path

import numpy as np
import pytest
from product_truth import EAST, NORTH, SOUTH, WEST, Truth
from snap_files import write_dimap
from snap_simulation import SHAPE, SPACING_M, look, metadata

from scarpwatch.errors import InputError
from scarpwatch.stacks.snap.acquisition import acquisition_of, reference_of
from scarpwatch.stacks.snap.geometry import Window, positions, range_difference, sight_layers, window_of
from scarpwatch.stacks.snap.metadata import read_document

TRUTH = Truth()
PART = Window(20, 33, (150, 210))
BOUNDS = WEST, SOUTH, EAST, NORTH


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("snap")
    return read_document(
        str(write_dimap(folder, "a", {"i_VV": np.zeros((2, 2))}, metadata(TRUTH, TRUTH.dates)))
    )


@pytest.fixture(scope="module")
def image(root):
    return reference_of(root, "a.dim")


def test_cells_lie_where_the_simulation_put_them(image) -> None:
    truth = look(TRUTH)
    longitude, latitude = positions(image, PART, truth.height[PART.slices])
    east = (longitude - truth.longitude[PART.slices]) * 102e3
    north = (latitude - truth.latitude[PART.slices]) * 111e3
    assert np.hypot(east, north).max() < 0.2  # m; the simulation's heights are good to 0.1


def test_ranges_differ_as_the_orbits_say(root, image) -> None:
    truth = look(TRUTH)
    first = truth.geometric[TRUTH.dates[0]]
    for day in TRUTH.dates[1:3]:
        other = acquisition_of(root, day, "a.dim")
        found = range_difference(image, other, PART, truth.height[PART.slices], path="a.dim")
        expected = (truth.geometric[day] - first)[PART.slices]
        assert np.ptp(expected) > 0.05  # a metre is 36 cycles
        assert np.abs(found - expected).max() < 5e-5


def test_the_reference_does_not_differ_from_itself(image) -> None:
    found = range_difference(image, image, PART, np.full(PART.shape, 300.0), path="a.dim")
    assert np.abs(found).max() < 1e-6


def test_lines_of_sight(image) -> None:
    truth = look(TRUTH)
    height = truth.height[PART.slices].copy()
    height[3, 4] = np.nan
    layers = sight_layers(image, PART, height)
    lon, lat = truth.longitude[PART.slices], truth.latitude[PART.slices]
    assert np.abs(layers["incidence"] - TRUTH.incidence(lon, lat)).max() < 0.01
    for part, expected in zip(("east", "north", "up"), TRUTH.los(lon, lat), strict=True):
        assert np.abs(layers[f"los_{part}"] - expected).max() < 0.01
    length = sum(layers[f"los_{part}"] ** 2 for part in ("east", "north", "up"))
    assert np.abs(length - 1).max() < 1e-5
    assert np.diff(layers["slant_range"], axis=1) == pytest.approx(SPACING_M, abs=0.1)
    assert all(values.shape == PART.shape and values.dtype == np.float32 for values in layers.values())


def test_the_window_holds_the_area_and_little_else(image) -> None:
    truth = look(TRUTH)
    window = window_of(image, SHAPE, BOUNDS, (120, 420))
    inside = (truth.longitude > WEST) & (truth.longitude < EAST) & (truth.latitude > SOUTH)
    inside &= truth.latitude < NORTH
    rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    assert window.row <= rows[0]
    assert window.column <= columns[0]
    assert window.row + window.shape[0] > rows[-1]
    assert window.column + window.shape[1] > columns[-1]
    assert window.shape[0] < len(rows) + 15
    small = window_of(image, SHAPE, (113.62, 23.62, 113.63, 23.63), (120, 420))
    assert small.shape[0] < 60
    assert window_of(image, SHAPE, (114.6, SOUTH, 114.7, NORTH), (0, 1)) is None
    assert window_of(image, SHAPE, (WEST, -40, EAST, -39), (0, 1)) is None


def test_an_orbit_that_ends_too_early(root, image) -> None:
    other = acquisition_of(root, TRUTH.dates[1], "a.dim")
    short = type(other.orbit)(
        other.orbit.epoch, other.orbit.seconds[:4], other.orbit.positions[:4], other.orbit.velocities[:4]
    )
    object.__setattr__(other, "orbit", short)
    with pytest.raises(InputError, match="the orbit state vectors of 2024-01-05 or 2024-01-17 do not reach"):
        range_difference(image, other, PART, np.zeros(PART.shape), path="a.dim")
