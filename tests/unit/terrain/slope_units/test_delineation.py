"""Slope units on terrain whose units are evident, and against r.slopeunits on real terrain."""

import numpy as np
import pytest
import rasterio
from sklearn.metrics import adjusted_rand_score

from scarpwatch.config.susceptibility.units import UnitsSettings
from scarpwatch.terrain.derivatives import slope_aspect
from scarpwatch.terrain.slope_units.delineation import (
    SlopeUnitParameters,
    delineate_slope_units,
    even_parameters,
    parameters_from,
    prepare_terrain,
    with_minimum_area,
)
from scarpwatch.terrain.slope_units.segmentation import (
    boundary_f,
    connected_regions,
    internal_variance,
)

CELL = (30.0, 30.0)


def parameters(**changes):
    values = {"min_area_m2": 60_000, "circular_variance": 0.2, "threshold_m2": 400_000} | changes
    return SlopeUnitParameters(**values)


def delineate(height, chosen, **options):
    return delineate_slope_units(prepare_terrain(height, CELL), chosen, **options)


def hills(rows=160, columns=200, seed=2):
    """Smooth random hills on a tilt: valleys and ridges, few pits."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft2(rng.normal(size=(rows, columns)))
    frequency = np.hypot(np.fft.fftfreq(rows)[:, None], np.fft.rfftfreq(columns)[None, :])
    frequency[0, 0] = 1
    height = np.fft.irfft2(spectrum * frequency**-2.2 * (frequency < 0.12), s=(rows, columns))
    return (800 + 250 * height / height.std() + np.arange(rows)[:, None]).astype(np.float32)


def valley(rows=81, columns=61):
    """A V-shaped valley that falls gently to the south."""
    row, column = np.mgrid[:rows, :columns]
    return (15.0 * np.abs(column - columns // 2) + 1.0 * (rows - 1 - row)).astype(np.float32)


def test_the_two_sides_of_a_valley_are_two_units():
    units = delineate(valley(), parameters())
    assert units.max() == 2
    sides = np.unique(units[:, :30]), np.unique(units[:, 31:])
    assert [side.size for side in sides] == [1, 1]
    assert sides[0] != sides[1]


@pytest.mark.parametrize("hole", [False, True])
def test_units_are_contiguous_complete_and_numbered_in_order(hole):
    height = hills()
    if hole:
        height[60:80, 50:90] = np.nan
        height[:, 150:153] = np.nan
    units = delineate(height, parameters())
    assert units.dtype == np.int32
    np.testing.assert_array_equal(units > 0, np.isfinite(height))
    np.testing.assert_array_equal(connected_regions(units), units)
    assert units.max() > 30
    area = np.bincount(units.ravel())[1:] * 900
    if not hole:
        assert area.min() >= 25_000


def test_parameters_do_what_they_say():
    height = hills()
    _, aspect = slope_aspect(height, CELL)
    usual = delineate(height, parameters())
    strict = delineate(height, parameters(circular_variance=0.05))
    coarse = delineate(height, parameters(min_area_m2=300_000))
    assert coarse.max() < usual.max() < strict.max()
    assert internal_variance(strict, aspect) < internal_variance(usual, aspect)
    loose = parameters(circular_variance=1.0, threshold_m2=4e6)
    limited = parameters(circular_variance=1.0, threshold_m2=4e6, max_area_m2=200_000)
    area = [np.bincount(delineate(height, chosen).ravel())[1:].max() for chosen in (loose, limited)]
    assert area[1] < area[0]


def test_units_of_even_size_take_all_areas_from_the_smallest():
    chosen = parameters_from(UnitsSettings(min_area_m2=50_000, reduction_factor=4).model_dump())
    assert chosen == even_parameters(50_000, 0.25, 4)
    assert (chosen.threshold_m2, chosen.max_area_m2, chosen.clean_size_m2) == (500_000, 250_000, 50_000)
    assert with_minimum_area(chosen, 100_000) == even_parameters(100_000, 0.25, 4)
    published = parameters_from(UnitsSettings(sizes="published").model_dump())
    assert with_minimum_area(published, 100_000) == SlopeUnitParameters(
        min_area_m2=100_000, circular_variance=0.25, threshold_m2=1e6
    )


@pytest.mark.parametrize(("turns", "floor"), [(0, 0), (1, 0), (0, 700)])
def test_units_of_even_size_are_even_and_whole_either_way_up_and_on_plains(turns, floor):
    height = np.maximum(np.rot90(hills(), turns), floor)
    assert ((height == floor).mean() > 0.2) == bool(floor)
    units = delineate(height, even_parameters(60_000, 0.25, 5))
    np.testing.assert_array_equal(connected_regions(units), units)
    assert (units > 0).all()
    area = np.bincount(units.ravel())[1:] * 900.0
    assert area.min() >= 60_000
    assert 2.0 * 60_000 < area.mean() < 2.8 * 60_000
    assert area.max() <= 6 * 60_000  # the maximum is five; what has no other neighbour may pass it
    assert np.quantile(area, 0.95) / np.quantile(area, 0.05) <= 5
    assert area.std() / area.mean() <= 0.6


def test_the_result_is_the_same_each_time():
    height = hills()
    one = delineate(height, parameters())
    other = delineate(height, parameters())
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"min_area_m2": 0}, "must be positive"),
        ({"circular_variance": 1.5}, "not within 0..1"),
        ({"reduction_factor": 1}, "not above 1"),
        ({"clean_size_m2": -1}, "not be negative"),
        ({"max_area_m2": 10}, "exceed the minimum area"),
    ],
)
def test_it_refuses_parameters_without_meaning(change, message):
    with pytest.raises(ValueError, match=message):
        delineate(valley(), parameters(**change))


def test_real_units_agree_with_the_published_method(shared_real):
    """Big Tujunga, 693 km2: the reference is r.slopeunits with the same parameters."""
    with rasterio.open(shared_real / "big_tujunga" / "dem.tif") as source:
        height = source.read(1).astype(np.float32)
    with rasterio.open(shared_real / "big_tujunga" / "reference_slope_units.tif") as source:
        reference = connected_regions(source.read(1))
    chosen = SlopeUnitParameters(
        min_area_m2=150_000,
        circular_variance=0.25,
        threshold_m2=1_000_000,
        reduction_factor=5,
        clean_size_m2=25_000,
    )
    units = delineate(height, chosen)
    _, aspect = slope_aspect(height, CELL)
    both = (units > 0) & (reference > 0)
    assert adjusted_rand_score(units[both], reference[both]) >= 0.75
    assert boundary_f(units, reference) >= 0.92
    assert internal_variance(units, aspect) <= 0.20
    assert internal_variance(reference, aspect) == pytest.approx(0.216, abs=0.001)
