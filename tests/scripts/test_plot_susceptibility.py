import pytest
from figure_inputs import LOOKS, area_job, make_area, picture_size, step

from plot_susceptibility import main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


def test_six_maps_with_radar_data_three_without(area, tmp_path):
    for assessment in ("2025-12-20", "static"):
        files = area_job(area, assessment)
        main(
            step(
                {
                    "static": files["static"]["class_maps"],
                    "coupled": files["coupled"]["class_maps"],
                    "static_applicable": files["static"]["applicable_maps"],
                    "coupled_applicable": files["coupled"]["applicable_maps"],
                    "inventory": files["inventory"],
                },
                {"figure": tmp_path / f"{assessment}.png"},
                {
                    "algorithms": LOOKS,
                    "breaks": [0.2, 0.4, 0.6, 0.8],
                    "inventory": files["settings"],
                    "date": "2025-12-20",
                    "dpi": 60,
                },
            )
        )
    six, three = (picture_size(tmp_path / f"{name}.png") for name in ("2025-12-20", "static"))
    assert six[0] == pytest.approx(three[0], abs=12)
    assert six[1] > 1.5 * three[1]


def test_models_of_another_area_are_mapped_without_an_inventory_too(area, tmp_path):
    files = area_job(area, "static")
    main(
        step(
            {
                "static": files["static"]["class_maps"],
                "coupled": [],
                "static_applicable": files["static"]["applicable_maps"],
                "coupled_applicable": [],
                "inventory": [],
            },
            {"figure": tmp_path / "bare.png"},
            {
                "algorithms": LOOKS,
                "breaks": [0.2, 0.4, 0.6, 0.8],
                "inventory": None,
                "date": "2025-12-20",
                "dpi": 60,
            },
        )
    )
    assert picture_size(tmp_path / "bare.png")[0] > 100
