import json

from figure_inputs import picture_size, step

from plot_corrections import main


def test_the_picture_is_the_same_twice(stack, tmp_path):
    inputs = {
        "uncorrected": stack.path("uncorrected.nc"),
        "series": stack.path("timeseries.nc"),
        "summary": stack.path("corrections.json"),
        "slant_range": stack.path("stack/slant_range.tif"),
        "incidence": stack.path("stack/incidence.tif"),
    }
    for name in "ab":
        output = {"figure": tmp_path / f"{name}.png"}
        main(step(inputs, output, {"dpi": 60, "min_temporal_coherence": 0.7}))
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert picture_size(tmp_path / "a.png")[0] > 400


def test_a_series_without_dem_error_has_a_picture_too(stack, tmp_path):
    switches = {**stack.corrections, "dem_error": False}
    made = stack.run("correct_series", into=tmp_path, corrections=switches)
    assert json.loads(open(made.summary).read())["applied"] == ["ramp_and_height"]
    inputs = {
        "uncorrected": stack.path("uncorrected.nc"),
        "series": made.series,
        "summary": made.summary,
        "slant_range": stack.path("stack/slant_range.tif"),
        "incidence": stack.path("stack/incidence.tif"),
    }
    main(step(inputs, {"figure": tmp_path / "a.png"}, {"dpi": 60, "min_temporal_coherence": 0.7}))
    assert picture_size(tmp_path / "a.png")[0] > 400
