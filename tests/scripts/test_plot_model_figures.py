import pytest
from figure_inputs import LOOKS, area_job, make_area, step

import plot_roc
from plot_model_figures import main


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    return make_area(tmp_path_factory.mktemp("area"))


def test_figures_are_those_that_their_own_steps_draw(area, tmp_path):
    files = area_job(area)
    inputs = {kind: files[kind]["metrics"] for kind in ("static", "coupled")}
    params = {"algorithms": LOOKS, "dpi": 60}
    for name in ("alone", "together"):
        (tmp_path / name).mkdir()
    files = {
        name: [str(tmp_path / name / f"roc.{kind}") for kind in ("png", "pdf")]
        for name in ("alone", "together")
    }
    plot_roc.main(step(inputs, {"figure": files["alone"]}, params))
    figures = [
        {
            "step": "plot_roc",
            "input": inputs,
            "output": {"figure": files["together"]},
            "params": params,
            "wildcards": {},
        }
    ]
    main(step({}, {}, {"calls": figures}))
    for alone, together in zip(*files.values(), strict=True):
        with open(alone, "rb") as first, open(together, "rb") as second:
            assert first.read() == second.read()
