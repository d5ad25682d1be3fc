import numpy as np
import pytest

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.insar.reference_window import (
    Reference,
    choose_reference,
    given_reference,
    moving_limit,
    reference_values,
)


def scene():
    rate = np.zeros((60, 80), np.float32)
    coherence = np.full((60, 80), 0.5, np.float32)
    return rate, coherence


def test_prefers_coherent_ground_near_the_centre():
    rate, coherence = scene()
    coherence[20:30, 30:40] = 0.9
    coherence[0:10, 0:10] = 0.91
    reference = choose_reference(rate, coherence, window=5)
    assert 20 <= reference.row < 30
    assert 30 <= reference.column < 40


def test_avoids_moving_and_masked_ground():
    rate, coherence = scene()
    rng = np.random.default_rng(0)
    rate += rng.normal(0, 0.1, rate.shape).astype(np.float32)
    coherence[20:40, 20:60] = 0.9
    rate[20:40, 20:40] = 3.0  # coherent but fast
    rate[20:40, 40:45] = np.nan  # coherent but not covered by every pair
    reference = choose_reference(rate, coherence, window=5)
    rows, columns = reference.window
    assert np.isfinite(rate[rows, columns]).all()
    assert abs(rate[rows, columns].mean()) < 0.3
    assert reference.column >= 45


def test_is_the_same_in_every_run():
    rate, coherence = scene()
    assert choose_reference(rate, coherence, window=5) == choose_reference(rate, coherence, window=5)


def test_nothing_covered_is_an_error():
    rate, coherence = scene()
    rate[::3, ::3] = np.nan
    with pytest.raises(DataError, match="no window"):
        choose_reference(rate, coherence, window=5)


def test_where_every_covered_window_moves_none_is_chosen():
    rate, coherence = scene()
    rate[::3, ::3] = np.nan  # no window is covered ...
    rate[20:30, 20:30] = -6.0  # ... but on ground that slides
    with pytest.raises(DataError, match="moves against the scene"):
        choose_reference(rate, coherence, window=5)


def test_the_choice_tells_coherence_and_rate():
    rate, coherence = scene()
    rate += np.random.default_rng(0).normal(0, 0.1, rate.shape).astype(np.float32) + 2
    reference = choose_reference(rate, coherence, window=5)
    assert reference.mean_coherence == pytest.approx(0.5)
    assert abs(reference.rate_cm_per_year) < 0.2  # against the prevailing 2 cm/yr


def given(row, column, rate=None, coherence=None, **options):
    plain_rate, plain_coherence = scene()
    return given_reference(
        row,
        column,
        plain_rate if rate is None else rate,
        plain_coherence if coherence is None else coherence,
        **{"window": 5, "min_coherence": 0.3, **options},
    )


def test_a_given_place_must_lie_on_measured_ground():
    rate, _ = scene()
    rate[:, 40:] = np.nan
    assert given(10, 10, rate).half == 2
    with pytest.raises(
        ConfigError, match=r"inversion\.reference: the window lies on masked pixels: 0% of it"
    ):
        given(10, 60, rate)
    for row, column in ((0, 10), (70, 10)):
        with pytest.raises(ConfigError, match="outside the stack"):
            given(row, column, rate)


def test_a_given_place_must_be_coherent():
    _, coherence = scene()
    coherence[20:40, 20:40] = 0.2
    with pytest.raises(ConfigError, match=r"mean coherence is 0\.20, below 0\.3"):
        given(30, 30, coherence=coherence)
    assert given(30, 30, coherence=coherence, min_coherence=0.1).mean_coherence == pytest.approx(0.2)
    assert given(10, 10, coherence=coherence).mean_coherence == pytest.approx(0.5)


def test_a_given_place_must_not_move_against_the_scene():
    rate, _ = scene()
    rate += np.random.default_rng(0).normal(0, 0.2, rate.shape).astype(np.float32)
    rate[20:40, 20:40] -= 3.0
    with pytest.raises(ConfigError, match=r"moves by -[23]\.\d cm/yr .* more than 1\.0 cm/yr.*known_stable"):
        given(30, 30, rate)
    assert given(30, 30, rate, known_stable=True).rate_cm_per_year == pytest.approx(-3, abs=0.2)
    rate[20:40, 20:40] += 2.5  # half a centimetre a year is not fast
    assert given(30, 30, rate).rate_cm_per_year == pytest.approx(-0.5, abs=0.2)


def test_the_limit_grows_with_the_scatter_of_the_scene():
    noise = np.random.default_rng(1).normal(0, 2.0, (200, 200))
    assert moving_limit(noise) == pytest.approx(4, rel=0.03)
    assert moving_limit(noise / 100) == 1


def test_one_noisy_pixel_does_not_move_the_reference():
    stack = np.zeros((3, 20, 20))
    stack[:, 10, 10] = 50.0
    assert (reference_values(stack, Reference(10, 10, 2, "by the test")) == 0).all()
