import pytest
from figure_inputs import LOOKS, area_job, make_area, picture_size, step

from plot_roc import main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


def test_four_panels_with_radar_data_two_without(area, tmp_path):
    for assessment in ("2025-12-20", "static"):
        files = area_job(area, assessment)
        inputs = {kind: files[kind]["metrics"] for kind in ("static", "coupled")}
        main(step(inputs, {"figure": tmp_path / f"{assessment}.png"}, {"algorithms": LOOKS, "dpi": 60}))
    four, two = (picture_size(tmp_path / f"{name}.png") for name in ("2025-12-20", "static"))
    assert four[0] == pytest.approx(two[0], abs=5)
    assert four[1] == pytest.approx(2 * two[1], rel=0.05)
