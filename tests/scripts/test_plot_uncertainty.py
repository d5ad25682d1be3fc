import pytest
from figure_inputs import LOOKS, area_job, make_area, picture_size, step

from plot_uncertainty import main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


def test_six_maps_with_radar_data_three_without(area, tmp_path):
    for assessment in ("2025-12-20", "static"):
        files = area_job(area, assessment)
        inputs = {kind: files[kind]["sigma_maps"] for kind in ("static", "coupled")}
        inputs |= {f"{kind}_applicable": files[kind]["applicable_maps"] for kind in ("static", "coupled")}
        output = {"figure": tmp_path / f"{assessment}.png"}
        main(step(inputs, output, {"algorithms": LOOKS, "date": "2025-12-20", "dpi": 60}))
    six, three = (picture_size(tmp_path / f"{name}.png") for name in ("2025-12-20", "static"))
    assert six[0] == pytest.approx(three[0], abs=12)
    assert six[1] > 1.5 * three[1]
