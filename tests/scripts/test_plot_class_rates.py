import pytest
from figure_inputs import LOOKS, UNTIL, area_job, make_area, picture_size, step

from plot_class_rates import main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


def test_the_picture_is_the_same_twice(area, tmp_path):
    deformation = area / "results" / UNTIL / "deformation"
    for name in "ab":
        main(
            step(
                {
                    "rate": deformation / "rate.tif",
                    "quality": deformation / "quality.json",
                    "classes": area_job(area)["coupled"]["class_maps"][0],
                },
                {"figure": tmp_path / f"{name}.png"},
                {"algorithms": LOOKS[:1], "coupled": True, "limits": [-2.0, -1.0, 1.0, 2.0], "dpi": 60},
            )
        )
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert picture_size(tmp_path / "a.png")[0] > 400
