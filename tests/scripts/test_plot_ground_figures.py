import numpy as np
from affine import Affine
from figure_inputs import step

import plot_closure
from plot_ground_figures import main
from scarpwatch.grids.grid import Grid, write_raster


def test_figures_are_those_that_their_own_steps_draw(tmp_path):
    rng = np.random.default_rng(0)
    grid = Grid(None, Affine.identity(), (40, 50))
    inputs = {
        name: str(tmp_path / f"{name}.tif") for name in ("nonzero_share", "flagged_share", "phase_bias")
    }
    for name in ("nonzero_share", "flagged_share"):
        write_raster(inputs[name], rng.random(grid.shape).astype(np.float32) / 50, grid)
    bias = np.stack([rng.normal(0, 0.2, grid.shape), np.full(grid.shape, 0.1)]).astype(np.float32)
    write_raster(inputs["phase_bias"], bias, grid)
    files = {
        name: [str(tmp_path / f"{name}.{kind}") for kind in ("png", "pdf")] for name in ("alone", "together")
    }
    plot_closure.main(step(inputs, {"figure": files["alone"]}, {"dpi": 60}))
    record = {
        "step": "plot_closure",
        "input": inputs,
        "output": {"figure": files["together"]},
        "params": {"dpi": 60},
        "wildcards": {},
    }
    main(step({}, {}, {"calls": [record, record]}))
    for alone, together in zip(*files.values(), strict=True):
        with open(alone, "rb") as first, open(together, "rb") as second:
            assert first.read() == second.read()
