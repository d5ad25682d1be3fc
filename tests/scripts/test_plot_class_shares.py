import pytest
from figure_inputs import LOOKS, area_job, make_area, picture_size, step

from plot_class_shares import main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


def test_one_bar_per_model(area, tmp_path):
    for assessment in ("2025-12-20", "static"):
        files = area_job(area, assessment)
        inputs = {kind: files[kind]["classes"] for kind in ("static", "coupled")}
        main(
            step(
                inputs,
                {"figure": tmp_path / f"{assessment}.png"},
                {"algorithms": LOOKS, "dpi": 60},
            )
        )
    six, three = (picture_size(tmp_path / f"{name}.png") for name in ("2025-12-20", "static"))
    assert six[1] > three[1]
