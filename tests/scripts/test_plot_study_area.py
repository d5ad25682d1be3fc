import pytest
from figure_inputs import area_job, make_area, picture_size, step

from plot_study_area import main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


def job(area, target, *, models=True):
    files = area_job(area, models=models)
    return step(
        {
            "dem": files["dem"],
            "inventory": files["inventory"],
            "units": files["units_polygons"],
            **files["lines"],
        },
        {"figure": target},
        {
            "inventory": files["settings"],
            "layers": dict.fromkeys(("rivers", "roads", "faults")),
            "unit_name": "slope units",
            "dpi": 60,
        },
    )


def test_the_same_picture_twice(area, tmp_path):
    for name in ("a.png", "b.png"):
        main(job(area, tmp_path / name))
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_with_the_dem_alone_there_is_one_map(area, tmp_path):
    main(job(area, tmp_path / "a.png"))
    main(job(area, tmp_path / "b.png", models=False))
    assert picture_size(tmp_path / "b.png")[0] < picture_size(tmp_path / "a.png")[0]
