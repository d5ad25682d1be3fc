import numpy as np
import pytest

from scarpwatch.dates import DAYS_PER_YEAR
from scarpwatch.grids.grid import row_blocks
from scarpwatch.insar.motion.model import temporal_design
from scarpwatch.insar.series.filter import Filter, filter_block, rough_in_time, smooth_over_ground
from scarpwatch.simulate.fields import power_law_field

YEARS = np.arange(40) * 12 / DAYS_PER_YEAR
DESIGN = temporal_design(YEARS, annual=False, semiannual=False)
SHAPE = (48, 40)


def test_rough_changes_are_kept_and_slow_ones_and_the_model_are_not():
    slow = np.exp(-0.5 * ((YEARS - 0.6) / 0.5) ** 2)[:, None]
    rough = np.where(np.arange(40) == 17, 1.0, 0.0)[:, None]
    model = DESIGN @ np.array([[3.0], [-2.0]])
    found = rough_in_time(slow + rough + model, YEARS, DESIGN, 0.08)
    assert found[17, 0] > 0.7
    assert np.abs(np.delete(found, [16, 17, 18])).max() < 0.3
    np.testing.assert_allclose(rough_in_time(model, YEARS, DESIGN, 0.08), 0, atol=1e-9)
    assert np.abs(rough_in_time(slow, YEARS, DESIGN, 0.08)).max() < 0.1


def test_the_mean_is_over_trusted_pixels_only():
    trusted = np.zeros(SHAPE, bool)
    trusted[:, :20] = True
    layer = np.where(trusted, 2.0, 99.0)[None]
    found = smooth_over_ground(layer, trusted, (2.0, 2.0))[0]
    np.testing.assert_allclose(found[:, :24], 2.0)
    assert np.isnan(found[:, 30:]).all()


def test_the_filter_follows_the_widths_of_the_cells():
    point = np.zeros((1, *SHAPE))
    point[0, 24, 20] = 1
    found = smooth_over_ground(point, np.ones(SHAPE, bool), (4.0, 1.0))[0]
    assert found[28, 20] == pytest.approx(found[24, 20] * np.exp(-0.5), rel=0.01)
    assert found[24, 21] == pytest.approx(found[24, 20] * np.exp(-0.5), rel=0.01)


def test_blocks_make_no_difference_and_weather_goes():
    rng = np.random.default_rng(1)
    weather = np.stack([0.005 * power_law_field(rng, SHAPE, 100.0) for _ in YEARS])
    motion = np.linspace(0, 0.05, 40)[None, None, :] * YEARS[:, None, None] * np.ones((1, *SHAPE[:1], 1))
    series = motion + weather - weather[0]
    series[:, 2, 3] = np.nan
    trusted = np.ones(SHAPE, bool)

    def filtered(rows):
        parts = [
            filter_block(
                lambda window: series[:, *window.toslices()],
                block,
                trusted,
                years=YEARS,
                design=DESIGN,
                width=Filter((3.0, 3.0), 0.15),
            )
            for block in row_blocks(SHAPE, rows)
        ]
        return np.concatenate(parts, axis=1)

    whole = filtered(SHAPE[0])
    np.testing.assert_allclose(filtered(7), whole, atol=1e-7)
    known = np.isfinite(whole).all(axis=0)
    assert known.sum() == known.size - 1
    before, after = (np.std((layer - motion)[1:, known]) for layer in (series, whole))
    assert after < 0.75 * before
    assert (whole[0, known] == 0).all()
