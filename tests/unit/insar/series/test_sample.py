import numpy as np
import pytest
from affine import Affine

from scarpwatch.errors import DataError
from scarpwatch.grids.grid import Grid
from scarpwatch.insar.series.file import open_series, write_series
from scarpwatch.insar.series.sample import (
    Sample,
    extent_coordinates,
    noise_layer,
    read_sample,
    rows_that_fit,
    sample_pixels,
    trusted_pixels,
)


def test_few_pixels_are_all_taken():
    usable = np.zeros((30, 40), bool)
    usable[3, 4] = usable[20, 30] = True
    sample = sample_pixels(usable, 100)
    assert list(zip(sample.rows, sample.columns, strict=True)) == [(3, 4), (20, 30)]


def test_the_sample_is_bounded_even_and_of_usable_pixels_only():
    rng = np.random.default_rng(0)
    usable = rng.uniform(size=(120, 90)) > 0.4
    usable[:40, :40] = False
    sample = sample_pixels(usable, 300)
    assert 150 < len(sample.rows) <= 300
    assert usable[sample.rows, sample.columns].all()
    assert len(set(zip(sample.rows, sample.columns, strict=True))) == len(sample.rows)
    # The same share of every quarter of the usable ground.
    lower = np.mean(sample.rows >= 60)
    assert abs(lower - usable[60:].sum() / usable.sum()) < 0.06
    again = sample_pixels(usable, 300)
    np.testing.assert_array_equal(again.rows, sample.rows)


def test_coordinates_run_from_edge_to_edge():
    y, x = extent_coordinates((5, 3))
    assert (y[0], y[-1], x[0], x[1]) == (-0.5, 0.5, -0.5, 0)
    at = Sample(np.array([0, 4]), np.array([1, 2])).place((5, 3))
    np.testing.assert_allclose(at, [[-0.5, 0.5], [0, 0.5]])


def test_values_come_from_blocks_in_the_order_of_the_sample():
    series = np.random.default_rng(1).normal(size=(4, 25, 9)).astype(np.float32)
    sample = sample_pixels(np.ones((25, 9), bool), 40)
    read = []

    def block(window):
        read.append(window.height)
        return series[:, *window.toslices()]

    np.testing.assert_array_equal(read_sample(block, sample, (25, 9), 4), sample.of(series))
    assert max(read) == 4
    nothing = sample_pixels(np.zeros((25, 9), bool), 40)
    assert read_sample(block, nothing, (25, 9), 4).shape == (4, 0)


def test_rows_that_fit_into_a_block():
    assert rows_that_fit((1000, 500), 40, values=4_000_000) == 200
    assert rows_that_fit((1000, 500_000), 40, values=4_000_000) == 1


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"coherence": [0.9, 0.6, 0.8, 0.9], "rank": [2, 2, 1, 2]}, [True, False, False, True]),
        ({"coherence": [0.9, 0.6, 0.8, 0.9]}, [True, False, True, False]),  # the last has no second date
        ({"coherence": [np.nan] * 4}, [True, True, True, False]),
    ],
    ids=["inversion", "without rank", "without coherence"],
)
def test_what_a_series_does_not_have_does_not_judge(tmp_path, given, expected):
    displacement = np.zeros((3, 1, 4), np.float32)
    displacement[1, 0, 3] = np.nan
    layers = {"temporal_coherence": (np.array([given["coherence"]], np.float32), "1")}
    if "rank" in given:
        layers["rank"] = (np.array([given["rank"]], np.int16), "1")
    grid = Grid(None, Affine.identity(), (1, 4))
    dates = ["20240105", "20240117", "20240129"]
    write_series(tmp_path / "s.nc", grid, layers, displacement=displacement, dates=dates)
    with open_series(tmp_path / "s.nc") as series:
        assert trusted_pixels(series, 0.7).tolist() == [expected]


def test_without_a_trusted_pixel_the_error_names_the_key(tmp_path):
    layers = {
        "temporal_coherence": (np.full((3, 4), 0.5, np.float32), "1"),
        "rank": (np.full((3, 4), 1, np.int16), "1"),
    }
    grid = Grid(None, Affine.identity(), (3, 4))
    series = np.zeros((3, 3, 4), np.float32)
    dates = ["20240105", "20240117", "20240129"]
    write_series(tmp_path / "s.nc", grid, layers, displacement=series, dates=dates)
    with (
        open_series(tmp_path / "s.nc") as opened,
        pytest.raises(
            DataError, match=r"no pixel reaches a temporal coherence of 0\.7.*quality\.min_temporal_coherence"
        ),
    ):
        trusted_pixels(opened, 0.7)


@pytest.mark.parametrize(("connected", "expected"), [(60, 0), (10, 2), (0, 2)])
def test_where_few_pixels_are_connected_those_that_share_subsets_are_trusted(tmp_path, connected, expected):
    shape = (20, 20)
    pattern = np.repeat([2, 1], [300, 100]).reshape(shape).astype(np.int32)
    pattern.ravel()[:connected] = 0
    layers = {
        "temporal_coherence": (np.full(shape, 0.9, np.float32), "1"),
        "rank": (np.where(pattern > 0, 2, 3).astype(np.int16), "1"),
        "subset_pattern": (pattern, "1"),
    }
    dates = ["20240105", "20240117", "20240129", "20240210"]
    grid = Grid(None, Affine.identity(), shape)
    write_series(tmp_path / "s.nc", grid, layers, displacement=np.zeros((4, *shape), np.float32), dates=dates)
    with open_series(tmp_path / "s.nc") as series:
        np.testing.assert_array_equal(trusted_pixels(series, 0.7), pattern == expected)


def test_what_noise_could_be_is_not_trusted_while_enough_is_better(tmp_path):
    shape = (10, 20)
    coherence = np.full(shape, 0.9, np.float32)
    coherence[:, 15:] = 0.96
    layers = {
        "temporal_coherence": (coherence, "1"),
        "noise_coherence": (np.full(shape, 0.94, np.float32), "1"),
        "rank": (np.full(shape, 2, np.int16), "1"),
    }
    dates = ["20240105", "20240117", "20240129"]
    grid = Grid(None, Affine.identity(), shape)
    write_series(tmp_path / "s.nc", grid, layers, displacement=np.zeros((3, *shape), np.float32), dates=dates)
    with open_series(tmp_path / "s.nc") as series:
        np.testing.assert_array_equal(trusted_pixels(series, 0.7), coherence > 0.94)


def test_noise_is_told_by_the_mean_coherence_else_by_the_temporal_one(tmp_path):
    temporal, mean = np.array([[0.9, np.nan]], np.float32), np.array([[0.5, 0.4]], np.float32)
    grid = Grid(None, Affine.identity(), (1, 2))
    layers = {"temporal_coherence": (temporal, "1"), "mean_coherence": (mean, "1")}
    for given, expected in ((layers, [[0.5, 0.4]]), ({"temporal_coherence": (temporal, "1")}, [[0.9, 0]])):
        write_series(tmp_path / "series.nc", grid, given)
        with open_series(tmp_path / "series.nc") as series:
            np.testing.assert_allclose(noise_layer(series), expected)
