import pytest
from figure_inputs import LOOKS, area_job, make_area, picture_size, step
from steps import run_main

from plot_error_profile import main


@pytest.mark.parametrize("assessment", ["static", "2025-12-20"])
def test_the_profile_of_the_tables_is_drawn(tmp_path, assessment):
    area = make_area(tmp_path)
    files = area_job(area, assessment)
    inputs = {kind: files[kind]["metrics"] for kind in ("static", "coupled")}
    inputs |= {"scored": files["static"]["scored"], "coupled_scored": files["coupled"]["scored"]}
    reach = area / "results/units/folds.json"
    inputs |= {"folds": area / "results/units/folds.parquet", "distances": reach}
    names = [f"{split}_{kind}" for split in ("training", "validation") for kind in ("rates", "layout")]
    output = {name: tmp_path / f"{name}.csv" for name in (*names, "rate_curves", "profile")}
    profile = run_main("tabulate_skill", inputs=inputs, output=output, params={"printed": False})["profile"]
    figure = tmp_path / "profile.png"
    main(step({"profile": profile, "distances": reach}, {"figure": figure}, {"algorithms": LOOKS, "dpi": 60}))
    assert picture_size(figure) == pytest.approx((432, 396), rel=0.02)
