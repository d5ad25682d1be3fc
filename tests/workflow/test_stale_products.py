"""What a change in a folder of radar products reruns: files that are read, by their bytes, and no others."""

import re
import time

import pytest
from product_truth import Truth

from .planning import Planner, without_messages
from .test_families import TRUTH, project_of

GEOMETRY = {"validate_inputs", "read_pair_geometry"}
PAIR = {"validate_inputs", "read_pair"}
SCENES = {"validate_inputs", "read_scene_geometry"}
SCENE = {"validate_inputs", "read_scene"}
# Of each family: files by the ends of their names, the last date first, and the steps that read them. What only
# the steps behind those read again is not among them.
READ = {
    "hyp3": [("_water_mask.tif", PAIR), ("_unw_phase.tif", PAIR), ("_corr.tif", PAIR)],
    "licsar": [
        ("0129.geo.unw.tif", PAIR),
        ("0129.geo.cc.tif", PAIR),
        ("geo.U.tif", GEOMETRY),
        ("diff_pha.tif", set()),
    ],
    "gamma": [("_unw.tif", PAIR), ("_cc.tif", PAIR)],
    "snap_pairs": [
        ("_unw_tc.dim", PAIR),
        ("Unw_Phase_*.hdr", PAIR),
        ("coh_*.img", PAIR),
        ("i_ifg*.img", set()),
        ("elevation*.img", set()),
    ],
    "snap_stack": [("i_*.img", SCENE), ("q_*.hdr", SCENE), (".dim", SCENES)],
    "snap_znap": [("i_*/1.1", SCENE), ("product_metadata.json", SCENE), (".zgroup", set())],
    "opera": [("_v1.1.h5", SCENE), ("STATIC*.h5", SCENES)],
    "isce2": [
        (".slc.full", SCENE),
        (".slc.full.xml", SCENE),
        ("los.rdr.full", SCENES),
        ("los.rdr", set()),
        ("IW2.xml", SCENES),
    ],
}


@pytest.mark.slow
@pytest.mark.parametrize("family", READ)
def test_changed_files_of_products(tmp_path, family):
    project = project_of(tmp_path, family, Truth(dates=TRUTH.dates[:4]))
    without_messages(tmp_path)
    planner = Planner(tmp_path, "--configfile", "run.yaml")
    try:
        time.sleep(2.1)
        planner.make_products()
        for path in (tmp_path / "products").rglob("*"):
            path.touch()
        assert planner.first() == set()
        for end, readers in READ[family]:
            pattern = re.escape(end).replace(r"\*", "[^/]*") + "$"
            names = sorted(path.as_posix() for path in (project.folder / "products").rglob("*"))
            path = project.folder / [name for name in names if re.search(pattern, name)][-1]
            content = path.read_bytes()
            path.write_bytes(content + b"\n")
            assert planner.first() == readers, path
            path.write_bytes(content)
            assert planner.first() == set(), path
    finally:
        planner.close()


@pytest.mark.slow
def test_mintpys_results_and_another_track(tmp_path):
    from track_results import write_track

    from scarpwatch.grids.grid import read_grid

    from .test_mintpy_results import prepare

    project = prepare(tmp_path)
    write_track(tmp_path / "other" / "results", read_grid(tmp_path / "dem.tif"), 192.0)
    project.write_config(
        {
            "sar": {"source": "auto", "file": None},
            "velocity": {"annual": False},
            "decomposition": {"other": "other/results"},
        },
        base="config/examples/mintpy.yaml",
    )
    without_messages(tmp_path)
    planner = Planner(tmp_path, "--configfile", "run.yaml")
    files = {
        "dem.tif": {"prepare_dem"},
        "other/results/2024-03-05/deformation/rate.tif": {"decompose_motion"},
        "other/results/stack/look_vector.tif": {"decompose_motion"},
    }
    try:
        time.sleep(2.1)
        planner.make_products()
        for name, readers in files.items():
            path = tmp_path / name
            content = path.read_bytes()
            path.write_bytes(content + b"\n")
            assert planner.first() - {"validate_inputs"} == readers, name
            path.write_bytes(content)
        for path in sorted((tmp_path / "mintpy").rglob("*.h5")):
            content = path.read_bytes()
            path.write_bytes(content + b"\0")
            found = planner.first() - {"validate_inputs"}
            print(path.name, found)
            assert found <= {"read_deformation", "read_deformation_geometry"}
            if path.name.startswith(("timeseries", "geometry")):
                assert found
            path.write_bytes(content)
        assert planner.first() == set()
    finally:
        planner.close()


@pytest.mark.slow
def test_a_ready_table(tmp_path):
    from projects import copy_project

    from .test_table import COLUMNS, EXAMPLE, QUICK, user_table

    user_table().to_csv(tmp_path / "t.csv", index=False)
    project = copy_project(tmp_path)
    project.write_config({"units": {"table": {"file": "t.csv", **COLUMNS}}, "models": QUICK}, base=EXAMPLE)
    without_messages(tmp_path)
    planner = Planner(tmp_path, "--configfile", "run.yaml")
    try:
        time.sleep(2.1)
        planner.make_products()
        text = (tmp_path / "t.csv").read_text()
        (tmp_path / "t.csv").write_text(text.replace("valley 0", "valley 00", 1))
        readers = {"validate_inputs", "read_unit_table", "read_dynamic_table"}
        assert planner.first() == readers
        (tmp_path / "t.csv").write_text(text)
        assert planner.first() == set()
    finally:
        planner.close()
