"""Vertical and east rates from two lines of sight: known motion projected and recovered."""

import numpy as np
import pytest

from scarpwatch.errors import DataError
from scarpwatch.insar.output.decomposition import (
    BLIND,
    blind_spots,
    decompose,
    require_two_directions,
    solver,
)

SHAPE = (20, 30)
ROW, COLUMN = np.mgrid[: SHAPE[0], : SHAPE[1]]
EAST = 3 * np.exp(-((ROW - 8) ** 2 + (COLUMN - 10) ** 2) / 40)
UP = -5 * np.exp(-((ROW - 12) ** 2 + (COLUMN - 18) ** 2) / 30) + 0.5
EVERYWHERE = np.ones(SHAPE, bool)


def look(heading_deg, incidence_deg=38.0, slope=0.1):
    """Unit vectors to a right-looking satellite, whose incidence grows across the area."""
    incidence = np.deg2rad(incidence_deg + slope * COLUMN)
    towards = np.deg2rad(heading_deg - 90)
    across = np.sin(incidence)
    return np.stack([across * np.sin(towards), across * np.cos(towards), np.cos(incidence)])


ASCENDING, DESCENDING = look(-12.5), look(192.5, 41.0, -0.15)


def seen(vector, *, north=0.0):
    return vector[0] * EAST + vector[1] * north + vector[2] * UP


def components(north=0.0, sigmas=(0.2, 0.3)):
    rates = np.stack([seen(vector, north=north) for vector in (ASCENDING, DESCENDING)])
    spread = np.stack([np.full(SHAPE, value) for value in sigmas])
    return decompose(rates, spread, solver(ASCENDING, DESCENDING), EVERYWHERE)


def test_known_motion_is_recovered_exactly():
    found = components()
    np.testing.assert_allclose(found.vertical, UP, atol=1e-6)
    np.testing.assert_allclose(found.east, EAST, atol=1e-6)


def test_the_order_of_the_tracks_does_not_matter():
    rates = np.stack([seen(DESCENDING), seen(ASCENDING)])
    found = decompose(rates, np.ones_like(rates), solver(DESCENDING, ASCENDING), EVERYWHERE)
    np.testing.assert_allclose(found.vertical, UP, atol=1e-6)
    np.testing.assert_allclose(found.east, EAST, atol=1e-6)


def test_north_motion_makes_the_error_that_the_solver_gives():
    solved = solver(ASCENDING, DESCENDING)
    still, moving = components(), components(north=2.0)
    np.testing.assert_allclose(moving.vertical - still.vertical, 2 * solved.north_in_vertical, atol=1e-5)
    np.testing.assert_allclose(moving.east - still.east, 2 * solved.north_in_east, atol=1e-5)


def test_sigma_is_what_noise_does():
    rng = np.random.default_rng(5)
    solved = solver(ASCENDING, DESCENDING)
    noise = rng.normal(0, 1, (400, 2, *SHAPE)) * np.array([0.2, 0.3])[:, None, None]
    rates = np.stack([seen(ASCENDING), seen(DESCENDING)])
    sigma = np.broadcast_to(np.array([0.2, 0.3])[:, None, None], rates.shape)
    made = [decompose(rates + part, sigma, solved, EVERYWHERE) for part in noise]
    for name in ("vertical", "east"):
        scatter = np.std([getattr(one, name) for one in made], axis=0).mean()
        predicted = getattr(made[0], f"{name}_sigma").mean()
        assert scatter == pytest.approx(predicted, rel=0.01)


def test_weighted_least_squares_gives_the_same_rates():
    """Two equations, two unknowns: weights have no say."""
    rates = np.stack([seen(ASCENDING), seen(DESCENDING)]) + np.array([0.3, -0.1])[:, None, None]
    found = decompose(rates, np.ones_like(rates), solver(ASCENDING, DESCENDING), EVERYWHERE)
    weights = np.diag([1 / 0.2, 1 / 0.9])
    for row, column in ((3, 4), (12, 25)):
        matrix = np.array([vector[[0, 2], row, column] for vector in (ASCENDING, DESCENDING)])
        expected, *_ = np.linalg.lstsq(weights @ matrix, weights @ rates[:, row, column], rcond=None)
        np.testing.assert_allclose(
            [found.east[row, column], found.vertical[row, column]], expected, atol=1e-5
        )


def test_cells_without_use_or_value_stay_without():
    rates = np.stack([seen(ASCENDING), seen(DESCENDING)])
    rates[1, 4, 5] = np.nan
    usable = EVERYWHERE.copy()
    usable[7, 7] = False
    found = decompose(rates, np.full_like(rates, np.nan), solver(ASCENDING, DESCENDING), usable)
    for values in (found.vertical, found.east):
        assert np.argwhere(np.isnan(values)).tolist() == [[4, 5], [7, 7]]
    assert np.isnan(found.vertical_sigma).all()  # a track without sigma


@pytest.mark.parametrize(
    ("other", "angle"), [(ASCENDING, 0), (look(-12.5, 41.0), 3), (look(-12.5, 25.0), 13)]
)
def test_the_same_track_is_refused(other, angle):
    solved = solver(ASCENDING, other)
    weak = ~(solved.amplification <= 3)
    blind = blind_spots(np.ones((2, *SHAPE), bool), np.zeros((2, *SHAPE), bool), weak)
    with pytest.raises(DataError, match=rf"nearly the same direction \({angle}\.\d degrees apart\)"):
        require_two_directions(blind, ASCENDING, other, "other.tif")


def test_the_amplification_of_sentinel1_is_small():
    assert solver(ASCENDING, DESCENDING).amplification.max() < 1.5
    assert np.isinf(solver(ASCENDING, ASCENDING).amplification).all()


def test_blind_spots_say_why():
    this, other, hidden_here, hidden_there, weak = np.array(
        [  # measured by this, by the other, layover here, layover there, lines of sight alike
            [1, 1, 0, 0, 0],
            [0, 1, 1, 0, 0],
            [1, 0, 0, 1, 0],
            [0, 0, 1, 1, 0],
            [0, 1, 0, 0, 0],
            [1, 0, 0, 0, 0],
            [0, 0, 0, 0, 0],
            [1, 1, 0, 0, 1],
            [1, 1, 1, 1, 0],  # measured after all
            [0, 0, 1, 0, 0],
        ],
        bool,
    ).T[:, None, :]
    found = blind_spots(np.stack([this, other]), np.stack([hidden_here, hidden_there]), weak)
    assert found.tolist() == [[0, 1, 2, 3, 4, 5, 6, 7, 0, 1]]
    assert len(BLIND) == 8


def test_tracks_without_common_ground_are_refused():
    blind = np.full(SHAPE, BLIND.index("not measured on the other track"), np.uint8)
    with pytest.raises(DataError, match="no cell is measured on both tracks"):
        require_two_directions(blind, ASCENDING, DESCENDING, "other.tif")
