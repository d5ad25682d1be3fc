import numpy as np
import pytest
from figure_inputs import area_job, make_area, picture_size, step

from plot_factors import main
from scarpwatch.factors.factor import look_record, read_look
from scarpwatch.factors.registry import factor_named
from scarpwatch.figures.maps.factor_classes import numeric_classes, write_classes
from scarpwatch.grids.grid import read_grid, row_blocks

SLOPE = read_look(look_record(factor_named("slope")))


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


def job(area, target, *, assessment, leave_out=()):
    files = area_job(area, assessment)
    factors = [name for name in [*files["rasters"], "max_elevation_difference"] if name not in leave_out]
    grid = read_grid(files["dem"])
    rng = np.random.default_rng(0)
    for name in factors:  # classes of a slope will do for every panel
        classes = numeric_classes(SLOPE, np.array([np.nan]))
        numbers = rng.integers(0, 6, grid.shape).astype(np.uint8)
        blocks = ((window, numbers[window.toslices()]) for window in row_blocks(grid.shape))
        path = area / "classes" / f"{name}.tif"
        write_classes(path, classes, blocks, grid)
    given = [area / "classes" / f"{name}.tif" for name in factors]
    looks = [look_record(factor_named(name)) for name in factors]
    return step({"classes": given}, {"figure": target}, {"looks": looks, "date": "2025-12-20", "dpi": 60})


def test_coupled_runs_show_twelve_factors_static_ones_ten(area, tmp_path):
    main(job(area, tmp_path / "coupled.png", assessment="2025-12-20"))
    main(job(area, tmp_path / "static.png", assessment="static"))
    main(job(area, tmp_path / "nine.png", assessment="static", leave_out=("lithology",)))
    sizes = [picture_size(tmp_path / name) for name in ("coupled.png", "static.png", "nine.png")]
    assert sizes[2][1] < min(sizes[0][1], sizes[1][1])  # three rows instead of four


def test_factors_not_given_are_left_out(area, tmp_path):
    few = ("ndvi", "lithology", "distance_to_faults", "distance_to_roads", "distance_to_rivers")
    for name in ("a.png", "b.png"):
        main(job(area, tmp_path / name, assessment="static", leave_out=few))
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
