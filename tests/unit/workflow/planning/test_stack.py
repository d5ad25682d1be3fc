"""Scenes, pairs, layers and files of small stacks of every form."""

from datetime import date
from pathlib import Path

import pytest

from scarpwatch.config.load import load_config
from scarpwatch.errors import DataError
from scarpwatch.workflow.planning.stack import LOOK, MEASURES, read_stack, require_network, scene_tags

DAYS = [date(2024, 1, 7), date(2024, 1, 19), date(2024, 1, 31), date(2024, 2, 12)]
OPERA = "OPERA_L2_CSLC-S1_T064-135518-IW1_{}T000000Z_20240601T000000Z_S1A_VV_v1.1.h5"


def config_of(sar: dict, **sections):
    return load_config({"name": "a", "sar": sar, "factors": {"dem": "dem.tif"}, **sections}, "a.yaml")


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def scene_table(folder: Path, **sar):
    rows = [f"{day}\t{day:%Y%m%d}.tif\t{20 * number}" for number, day in enumerate(DAYS)]
    touch(folder, *(f"{day:%Y%m%d}.tif" for day in DAYS))
    (folder / "scenes.tsv").write_text("\n".join(["date\tfile\tperpendicular_baseline_m", *rows]) + "\n")
    touch(folder / "geometry", *(f"{name}.tif" for name in (*MEASURES, "latitude")))
    given = {"scenes": str(folder / "scenes.tsv"), "geometry": str(folder / "geometry")}
    return {"source": "slc_stack", **given, **sar}


def test_without_radar_data_there_is_no_stack():
    assert read_stack(config_of(None, inventory={"file": "slides.gpkg"})) is None


def test_the_demo_has_every_layer_and_makes_its_files_itself():
    config = config_of(
        {"source": "simulated", "exclude_dates": ["2024-02-12"]}, demo={"scenes": 5, "mean_interval_days": 31}
    )
    stack = read_stack(config)
    assert stack.form == "scenes" and stack.has_look and stack.has_series
    assert stack.dates == stack.listed_dates and len(stack.dates) == 4
    assert stack.dates[0] == date(2024, 1, 7)
    assert [scene.date for scene in stack.scenes] == list(stack.dates)
    assert stack.scene_files["20240107"] == "results/demo/scenes/20240107.tif"
    assert "results/demo/geometry/look_angle.tif" in stack.flattening_files
    assert stack.files == [] and scene_tags(stack, config, "20240107") == {}


def test_a_scene_table_brings_the_layers_that_lie_there_and_the_tags_of_its_scenes(tmp_path):
    config = config_of(scene_table(tmp_path), network={"neighbours": 1})
    stack = read_stack(config)
    assert stack.layers == (*MEASURES, "latitude") and not stack.has_look
    assert [pair.name for pair in stack.pairs] == [
        "20240107_20240119",
        "20240119_20240131",
        "20240131_20240212",
    ]
    assert stack.flattening_files == [f"{tmp_path}/geometry/slant_range.tif"] and stack.listing is None
    assert stack.geometry_files == [
        f"{tmp_path}/geometry/{name}.tif" for name in sorted((*MEASURES, "latitude"))
    ]
    assert stack.files == sorted([*stack.geometry_files, *stack.scene_files.values()])
    tags = scene_tags(stack, config, "20240131")
    assert tags == {
        "WAVELENGTH_M": 0.05546576,
        "FLATTENED": "yes",
        "PERPENDICULAR_BASELINE_M": 40.0,
        "PARALLEL_BASELINE_M": "nan",  # the table leaves it out
    }


def test_scenes_that_are_not_flattened_need_more_layers_and_a_look_angle(tmp_path):
    config = config_of(scene_table(tmp_path, flattened=False, reference_look_rad=0.6))
    stack = read_stack(config)
    assert stack.flattening_files == [
        f"{tmp_path}/geometry/{name}.tif" for name in ("slant_range", "look_angle")
    ]
    assert set(stack.flattening_files) <= set(stack.files)
    assert scene_tags(stack, config, "20240107")["REFERENCE_LOOK_RAD"] == 0.6


def test_limits_of_baselines_take_pairs_out_and_cut_dates_off(tmp_path):
    config = config_of(scene_table(tmp_path), network={"neighbours": 3, "max_baseline_m": 30})
    stack = read_stack(config)
    assert {pair.days for pair in stack.pairs} == {12}
    require_network(stack, config, where="a.yaml")
    with pytest.raises(DataError, match="2024-02-12"):
        require_network(stack, config, unusable=["20240131_20240212"], where="a.yaml")
    apart = config_of(scene_table(tmp_path), network={"max_baseline_m": 10})
    stack = read_stack(apart)
    assert stack.dates == () and len(stack.listed_dates) == 4
    with pytest.raises(DataError):
        require_network(stack, apart, where="a.yaml")


def test_ready_interferograms_are_the_pairs(tmp_path):
    pairs = ("20240107_20240119", "20240119_20240131")
    touch(tmp_path, *(f"{pair}/{pair}.geo.{kind}.tif" for pair in pairs for kind in ("unw", "cc")))
    touch(tmp_path, *(f"a.geo.{name}.tif" for name in "ENU"))
    stack = read_stack(config_of({"source": "licsar", "folder": str(tmp_path)}))
    assert stack.form == "pairs" and [pair.name for pair in stack.pairs] == list(pairs)
    assert stack.dates == tuple(DAYS[:3]) and stack.layers == (*MEASURES, *LOOK)
    assert set(stack.files) >= {str(tmp_path / pairs[0] / f"{pairs[0]}.geo.unw.tif")}


def test_scenes_of_a_family_are_paired_and_their_geometry_is_made(tmp_path):
    touch(tmp_path, *(OPERA.format(f"{day:%Y%m%d}") for day in DAYS))
    stack = read_stack(config_of({"source": "opera", "folder": str(tmp_path)}, network={"neighbours": 1}))
    assert stack.form == "scenes" and len(stack.pairs) == 3
    assert stack.scene_files["20240107"] == str(tmp_path / OPERA.format("20240107"))
    assert all(path.startswith("results/stack/source/") for path in stack.geometry_files)
    assert stack.files == sorted(str(tmp_path / OPERA.format(f"{day:%Y%m%d}")) for day in DAYS)


def test_a_finished_deformation_has_no_pairs(tmp_path):
    from miniatures import mintpy
    from product_truth import Truth

    mintpy.write(tmp_path, Truth())
    config = config_of({"source": "mintpy", "folder": str(tmp_path), "file": mintpy.SERIES})
    stack = read_stack(config)
    assert stack.form == "deformation" and stack.pairs == () and stack.has_series
    assert stack.dates == tuple(Truth().dates) and stack.layers[0] == "height"
    assert str(tmp_path / mintpy.SERIES) in stack.files
    require_network(stack, config, where="a.yaml")  # there is none to fall apart
