"""Elevations in whole metres on gentle and on steep ground."""

import numpy as np
import pytest
from raster_makers import write

from scarpwatch.grids.grid import open_raster
from scarpwatch.inputs.dem.checks import check_dem
from scarpwatch.inputs.dem.height_steps import height_step_notes, step_of
from scarpwatch.simulate.fields import power_law_field


def ground(slope_deg: float, seed: int = 0) -> np.ndarray:
    """Smooth hills of a mean slope, cells of 50 m."""
    field = power_law_field(np.random.default_rng(seed), (160, 180), 50.0, 6.0)
    return 500 + field * np.tan(np.radians(slope_deg)) / np.hypot(*np.gradient(field, 50.0)).mean()


@pytest.mark.parametrize(
    ("slope", "step", "told"),
    [(1.0, 1.0, True), (1.0, None, False), (1.0, 0.1, False), (8.0, 1.0, False), (5.0, 10.0, True)],
)
def test_steps_are_told_where_they_decide_the_slope(tmp_path, slope, step, told):
    z = ground(slope)
    z = z if step is None else np.rint(z / step) * step
    path = write(tmp_path / "a.tif", z.astype(np.float32))
    with open_raster(path) as source:
        notes = height_step_notes(source, path, 1)
    assert bool(notes) == told
    if told:
        assert f"quantised to {step:g} m" in notes[0]
        assert "dem_smoothing_cells" in notes[0]
        assert notes[0] in check_dem(path)[1]["notes"]


def test_level_water_is_no_step(tmp_path):
    z = np.rint(ground(8.0) * 4)
    z[:, :100] = 400
    path = write(tmp_path / "a.tif", z.astype(np.int16))
    with open_raster(path) as source:
        assert height_step_notes(source, path, 1) == []


def test_the_step():
    assert step_of(np.array([1.0, 4.0, 2.0, np.nan])) == 1.0
    assert step_of(np.float32([1000.1, 1000.2, 1000.5, 1001.3])) == pytest.approx(0.1, abs=1e-3)
    assert step_of(np.array([1.0, 1.5, 2.2])) is None
    assert step_of(np.array([1.0, 1.001, 2.2])) is None
    assert step_of(np.array([1.0, 2.0])) is None
