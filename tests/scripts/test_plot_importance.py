import pytest
from figure_inputs import LOOKS, area_job, make_area, picture_size, step

from plot_importance import main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


@pytest.mark.parametrize("assessment", ["2025-12-20", "static"])
def test_importance_is_drawn(area, tmp_path, assessment):
    files = area_job(area, assessment)
    inputs = {"static": files["ranking"], "coupled": files["dated"]("tables/importance.csv")}
    for name in ("a.png", "b.png"):
        main(
            step(
                inputs,
                {"figure": tmp_path / name},
                {"algorithms": LOOKS, "titles": {"slope": "Slope"}, "dpi": 60},
            )
        )
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert picture_size(tmp_path / "a.png")[0] > 500
