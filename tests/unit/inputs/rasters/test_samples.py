"""Quick looks at rasters: all of a small one, strips of a large one."""

import numpy as np
import pytest
from raster_makers import hills, write

from scarpwatch.errors import InputError
from scarpwatch.grids.grid import open_raster
from scarpwatch.inputs.rasters import samples as raster_samples
from scarpwatch.inputs.rasters.samples import (
    known_share,
    require_one_band,
    spread_windows,
    value_counts,
    value_shares,
)


def covered(path, part=None) -> np.ndarray:
    with open_raster(path) as source:
        seen = np.zeros((source.height, source.width), int)
        for window in spread_windows(source, part):
            seen[window.toslices()] += 1
    return seen


def test_a_small_raster_is_read_whole_and_a_large_one_in_strips(tmp_path, monkeypatch):
    path = write(tmp_path / "a.tif", hills(1500, 40))
    assert (covered(path) == 1).all()
    monkeypatch.setattr(raster_samples, "MOST_CELLS", 20_000)
    seen = covered(path)
    assert seen.max() == 1
    assert 0.2 < seen.mean() < 0.4  # 20,000 of 60,000, in strips of 64 rows
    assert seen[0].all()
    assert seen[-1].all()
    assert np.diff(np.flatnonzero(seen.all(axis=1))).max() < 300


def test_a_window_of_a_raster(tmp_path):
    from rasterio.windows import Window

    seen = covered(write(tmp_path / "a.tif", hills(700, 40)), Window(5, 10, 20, 600))
    assert seen.sum() == 20 * 600
    assert (seen[10:610, 5:25] == 1).all()


def test_counts_and_shares(tmp_path):
    codes = np.repeat(np.arange(10, dtype=np.int16), 100).reshape(10, 100)
    path = write(tmp_path / "a.tif", codes, nodata=9)
    with open_raster(path) as source:
        values, numbers = value_counts(source, path)
        assert values.tolist() == list(range(9))
        assert (numbers == 100).all()
        assert value_shares(source, path, (0.0, 9.0, 77.0)) == {0.0: pytest.approx(1 / 9), 9.0: 0, 77.0: 0}
        assert known_share(source, path, next(spread_windows(source))) == 0.9


def test_bands_are_named(tmp_path):
    import rasterio

    path = write(tmp_path / "a.tif", np.stack([hills(), hills()]))
    with rasterio.open(path, "r+") as target:
        target.set_band_description(2, "NDVI")
    with open_raster(path) as source, pytest.raises(InputError, match=r"2 bands \(1, 2: NDVI\)"):
        require_one_band(source, path)
