import numpy as np
import pytest

from scarpwatch.errors import ConfigError, DataError
from scarpwatch.insar.reference.choice import (
    choose_reference,
    given_reference,
    reference_decisions,
    unsettled_warning,
)
from scarpwatch.insar.reference.window import Reference


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


def test_of_two_places_alike_the_northern_one_is_taken():
    coherence = np.full((61, 81), 0.5)
    coherence[10:15, 38:43] = coherence[46:51, 38:43] = 0.9
    reference = choose_reference(np.zeros(coherence.shape), coherence, window=5)
    assert (reference.row, reference.column) == (12, 40)


def test_nothing_covered_is_an_error():
    rate, coherence = scene()
    rate[::2] = rate[:, ::2] = np.nan
    with pytest.raises(DataError, match="no window of 3 x 3 pixels is covered"):
        choose_reference(rate, coherence, window=5)


def test_where_every_covered_window_moves_none_is_chosen():
    rate, coherence = scene()
    rate[::2] = rate[:, ::2] = np.nan  # no window is covered ...
    rate[20:30, 20:30] = -6.0  # ... but on ground that slides
    with pytest.raises(DataError, match="moves against the scene"):
        choose_reference(rate, coherence, window=5)


def test_windows_with_gaps_and_narrower_ones_serve_where_there_is_no_whole_one():
    rate, coherence = scene()
    missing = np.full(rate.shape, 0.2)
    missing[::4, ::4] = 0.0  # every window of 5 holds a pixel that all pairs have
    chosen = choose_reference(rate, coherence, window=5, missing=missing)
    assert chosen.half == 2
    missing[:] = 0.2
    missing[30:33, 40:43] = 0.0
    rate[27:30, 37:46] = np.nan  # windows of 5 that hold some of it lack too much
    rate[33:36, 37:46] = np.nan
    rate[27:36, 37:40] = np.nan
    rate[27:36, 43:46] = np.nan
    chosen = choose_reference(rate, coherence, window=5, missing=missing)
    assert (chosen.row, chosen.column, chosen.half) == (31, 41, 1)
    missing[31, 41] = 0.01
    missing[missing == 0] = 0.2  # no pixel has all pairs: the window that the fewest leave empty
    rate[:] = 0
    chosen = choose_reference(rate, coherence, window=5, missing=missing)
    assert max(abs(chosen.row - 31), abs(chosen.column - 41)) <= 1


@pytest.mark.parametrize(("side", "width"), [(12, 3), (20, 3), (25, 5), (60, 9), (6, 3)])
def test_a_small_scene_gets_a_small_window(side, width):
    rate, coherence = np.zeros((side, 80), np.float32), np.full((side, 80), 0.5, np.float32)
    chosen = choose_reference(rate, coherence, window=9)
    assert 2 * chosen.half + 1 == width
    (decision,) = reference_decisions(chosen, np.zeros((side, 80), int), 15, window=9)
    assert decision["notable"] == (width < 9)
    assert ("because the scene is small" in decision["taken"]) == (width < 9)


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
        with pytest.raises(ConfigError, match="beyond the stack"):
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


@pytest.mark.parametrize("shape", [(1, 30), (30, 1), (2, 40)])
def test_a_strip_of_pixels_has_a_reference_of_one(shape):
    rate, coherence = np.zeros(shape, np.float32), np.full(shape, 0.7, np.float32)
    reference = choose_reference(rate, coherence, window=5)
    assert reference.half == 0
    assert reference.mean_coherence == pytest.approx(0.7)


def test_a_given_place_near_the_edge_gets_the_window_that_fits():
    rate, coherence = scene()
    options = {"window": 5, "min_coherence": 0.3}
    reference = given_reference(1, 40, rate, coherence, **options)
    assert reference.half == 1
    (told,) = reference_decisions(reference, np.zeros(rate.shape, int), 9, window=5)
    assert told["notable"] and "because the place is near the edge" in told["taken"]
    assert given_reference(2, 40, rate, coherence, **options).half == 2
    with pytest.raises(ConfigError, match="3 x 3 pixels around it reaches beyond the stack"):
        given_reference(59, 40, rate, coherence, **options)
    assert given_reference(0, 1, rate[:2], coherence[:2], **options).half == 0


def test_the_warning_tells_how_the_reference_is_held():
    reference = Reference(1, 2, 1, "by rule", longitude=-84.25, latitude=36.5, scenes=4, settled=False)
    told = unsettled_warning(reference, 12)
    assert "4 scenes, fewer than inversion.reference_scenes (12)" in told
    assert "{longitude: -84.25000, latitude: 36.50000}" in told
