"""Edited code reruns exactly the steps that reach it, and what follows from them."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from product_truth import Truth

from scarpwatch.families import FAMILIES
from scarpwatch.workflow.code_digest import reachable_modules

from .planning import FOLLOWS, Planner, without_messages
from .test_families import TRUTH, project_of

LIBRARY = Path("scripts") / "scarpwatch"
GROUND = {"prepare_dem", "read_scene", "read_scene_geometry", "prepare_geometry"}
PAIRS = {"unwrap_phase", "read_pair", "read_pair_geometry", "choose_reference"}


def planned(folder: Path, family: str) -> Planner:
    """A project of a family, all of whose products are made."""
    project_of(folder, family, Truth(dates=TRUTH.dates[:4]))
    without_messages(folder)
    planner = Planner(folder, "--configfile", "run.yaml")
    planner.make_products()
    return planner


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    """SLCs, so that every stage is there."""
    planner = planned(tmp_path_factory.mktemp("scenes"), "snap_stack")
    yield planner
    planner.close()


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """Ready interferograms."""
    planner = planned(tmp_path_factory.mktemp("pairs"), "hyp3")
    yield planner
    planner.close()


def added(planner: Planner, code: str, names: Iterable[str]) -> dict[Path, str]:
    """Texts of library files with a longer docstring and more behind."""
    paths = [planner.folder / LIBRARY / name for name in names]
    return {path: path.read_text().replace('"""', '"""More of it. ', 1) + code for path in paths}


def planned_with(planner: Planner, texts: dict[Path, str]) -> tuple[set[str], set[str]]:
    """Rules that would run with these texts: those that have a reason of their own, and all of them."""
    before = {path: path.read_text() for path in texts}
    try:
        for path, text in texts.items():
            path.write_text(text)
        jobs = planner.planned()
    finally:
        for path, text in before.items():
            path.write_text(text)
    return {rule for rule, reason in jobs if not FOLLOWS.match(reason)}, {rule for rule, _ in jobs}


def edited(planner: Planner, *names: str) -> tuple[set[str], set[str]]:
    return planned_with(planner, added(planner, "\nEDITED = True\n", names))


def others(own: str) -> list[str]:
    """The readers of all other families."""
    return sorted({reader(family) for family in FAMILIES} - {reader(own)})


def reader(family: str) -> str:
    return f"stacks/{FAMILIES[family].reader.replace('.', '/')}.py"


def test_docstrings_other_families_and_the_planning_itself_rerun_nothing(scenes):
    root = scenes.folder / LIBRARY
    every = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if '"""' in path.read_text()}
    own = {path.relative_to(root).as_posix() for path in (root / "workflow").rglob("*.py")}
    scripts = root.parent
    taken = {path for script in scripts.glob("*.py") for path in reachable_modules(script, scripts)}
    own -= {path.relative_to(root).as_posix() for path in taken}
    assert len(every) > 200 and {"workflow/code_digest.py", "workflow/planning/plan.py"} <= own
    texts = added(scenes, "\n# a comment\n", every) | added(scenes, "\nEDITED = True\n", own)
    assert planned_with(scenes, texts | added(scenes, "\nEDITED = True\n", others("snap_stack"))) == (
        set(),
        set(),
    )


def test_the_inversion_reruns_itself_and_what_follows_and_no_unwrapping(scenes):
    first, all_of_them = edited(scenes, "insar/inversion/solver.py")
    assert "invert_network" in first
    assert {"correct_series", "estimate_velocity", "geocode_deformation", "write_report"} <= all_of_them
    assert not all_of_them & (GROUND | PAIRS | {"close_triplets"})


# The scenes and pairs themselves stand behind the geometry, and Snakemake looks for no other reason then.
def test_a_reader_of_scenes_reruns_what_reads_the_stack(scenes):
    first, all_of_them = edited(scenes, reader("snap_stack"))
    assert first == {"validate_inputs", "read_scene_geometry"}
    assert {"read_scene", "unwrap_phase"} <= all_of_them


@pytest.mark.slow
def test_a_reader_of_pairs_reruns_what_reads_the_stack_and_another_nothing(pairs):
    first, all_of_them = edited(pairs, reader("hyp3"))
    assert first == {"validate_inputs", "read_pair_geometry"}
    assert {"read_pair", "invert_network", "write_report"} <= all_of_them
    assert "prepare_dem" not in all_of_them
    assert edited(pairs, *others("hyp3")) == (set(), set())
