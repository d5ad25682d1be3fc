import json

import pandas as pd
from figure_inputs import picture_size, step

from plot_series import main
from scarpwatch.insar.output.point_table import Place, point_row

DATES = list(pd.date_range("2024-01-07", periods=12, freq="36D").strftime("%Y%m%d"))


def inputs(folder, *, annual):
    motion = {"annual": annual, "semiannual": False, "steps": []}
    (folder / "quality.json").write_text(json.dumps({"motion_model": motion}))
    return {"points": folder / "points.csv", "quality": folder / "quality.json"}


def test_the_series_are_drawn_the_same_each_time(tmp_path):
    values = {
        "velocity": -2.0,
        "velocity_sigma": 0.3,
        "velocity_sigma_to_reference": 0.3,
        "cumulative": -2.2,
        "temporal_coherence": 0.9,
    }
    series = pd.Series(range(12), dtype=float).to_numpy() * -0.2
    rows = [
        point_row(Place("Dam", "given", -84.2, 36.5), (3, 4), DATES, values, series, []),
        point_row(Place("Far", "given", -80.0, 36.5), None, DATES, {}, None, []),
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "points.csv", index=False)
    for name in ("a.png", "b.png"):
        main(step(inputs(tmp_path, annual=True), {"figure": tmp_path / name}, {"dpi": 60}))
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert picture_size(tmp_path / "a.png")[0] > 300


def test_a_table_without_points_is_drawn_too(tmp_path):
    row = point_row(Place("", "", 0, 0), None, DATES, {}, None, [])
    pd.DataFrame([row]).iloc[:0].to_csv(tmp_path / "points.csv", index=False)
    main(step(inputs(tmp_path, annual=False), {"figure": tmp_path / "a.png"}, {"dpi": 60}))
    assert (tmp_path / "a.png").exists()
