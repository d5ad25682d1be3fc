import numpy as np
from affine import Affine
from figure_inputs import picture_size, step

from plot_closure import main
from scarpwatch.grids.grid import Grid, write_raster


def test_the_picture_is_the_same_twice(tmp_path):
    rng = np.random.default_rng(0)
    grid = Grid(None, Affine.identity(), (40, 50))
    share = rng.random(grid.shape).astype(np.float32) / 50
    share[:5] = np.nan
    write_raster(tmp_path / "nonzero.tif", share, grid)
    write_raster(tmp_path / "flagged.tif", share / 2, grid)
    bias = np.stack([rng.normal(0, 0.2, grid.shape), np.full(grid.shape, 0.1)]).astype(np.float32)
    write_raster(tmp_path / "bias.tif", bias, grid)
    inputs = {
        "nonzero_share": tmp_path / "nonzero.tif",
        "flagged_share": tmp_path / "flagged.tif",
        "phase_bias": tmp_path / "bias.tif",
    }
    for name in "ab":
        main(step(inputs, {"figure": tmp_path / f"{name}.png"}, {"dpi": 60}))
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert picture_size(tmp_path / "a.png")[0] > 400
