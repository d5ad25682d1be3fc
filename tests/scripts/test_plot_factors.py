import pytest
from figure_inputs import area_job, make_area, picture_size, step

from plot_factors import main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


def job(area, target, *, assessment, leave_out=()):
    files = area_job(area, assessment)
    rasters = {name: path for name, path in files["rasters"].items() if name not in leave_out}
    return step(
        {"dem": files["dem"], "units": files["units_raster"], "table": files["units"], **rasters},
        {"figure": target},
        {"factors": list(rasters), "dpi": 60},
    )


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
