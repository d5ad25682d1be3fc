import json

import pytest
from figure_inputs import LOOKS, area_job, make_area, picture_size, step

from plot_skill import main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


def draw(files, folder):
    folder.mkdir()
    output = {name: folder / f"{name}.png" for name in ("calibration", "rate_curves")}
    metrics = {kind: files[kind]["metrics"] for kind in ("static", "coupled")}
    # As good a curve as any for the row of probabilities.
    told = [folder / f"probability_{number}.json" for number in range(3)]
    for path, of in zip(told, metrics["coupled"] or metrics["static"], strict=True):
        path.write_text(json.dumps({"calibration": json.loads(open(of).read())["validation"]["calibration"]}))
    probability = {f"{kind}_probability": told for kind in metrics}
    main(
        step(
            {**metrics, **probability},
            output,
            {"algorithms": LOOKS, "dpi": 60},
        )
    )
    return {name: picture_size(path) for name, path in output.items()}


def test_both_figures_with_and_without_radar_data(area, tmp_path):
    coupled = draw(area_job(area, "2025-12-20"), tmp_path / "coupled")
    static = draw(area_job(area, "static"), tmp_path / "static")
    assert coupled["rate_curves"][1] == pytest.approx(2 * static["rate_curves"][1], rel=0.05)
    assert coupled["calibration"][1] == pytest.approx(static["calibration"][1], rel=0.05)


def test_without_a_population_there_is_a_row_less(area, tmp_path):
    files = area_job(area, "static")
    two = draw(files, tmp_path / "two")
    bare = []
    for number, path in enumerate(files["static"]["metrics"]):
        record = json.loads(open(path).read())
        record["validation"]["population"] = None
        bare.append(tmp_path / f"{number}.json")
        bare[-1].write_text(json.dumps(record))
    one = draw({"static": {"metrics": bare}, "coupled": {"metrics": []}}, tmp_path / "one")
    assert one["calibration"][1] == pytest.approx(two["calibration"][1] * 2 / 3, rel=0.05)
