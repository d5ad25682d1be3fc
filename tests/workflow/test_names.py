"""One name runs through rule, script and test, and the library's rooms import only those above them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rule_texts import rule_text

from scarpwatch.workflow.code_digest import reachable_modules
from scarpwatch.workflow.stages import STAGES

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"
LIBRARY = SCRIPTS / "scarpwatch"
RULE = re.compile(r"^[ \t]*(?:rule|checkpoint)[ \t]+(\w+)[ \t]*:", re.MULTILINE)
SCRIPT = re.compile(r'^[ \t]*script:\s*"\.\./scripts/(\w+)\.py"', re.MULTILINE)

RULES = [name for path in sorted((ROOT / "rules").glob("*.smk")) for name in RULE.findall(rule_text(path))]
STEPS = {path.stem for path in SCRIPTS.glob("*.py")}
MODULES = sorted(path for path in LIBRARY.rglob("*.py") if path.name != "__init__.py")

# A folder for each maker of radar products; none of them needs another.
MAKERS = sorted(path.parent.name for path in (LIBRARY / "stacks").glob("*/__init__.py"))
# The rooms in the order in which data flow. A module imports from its own room and from those before it; a folder
# and the folders below it are rooms of their own ("" is the library's own folder).
ROOMS = (
    "",
    "files",
    "grids",
    "styles",
    "factors",
    "algorithms",
    "config.common",
    "config.deformation",
    "config.susceptibility",
    "config",
    "sentinel1",
    "inputs.tables",
    "inputs.rasters",
    "inputs.dem",
    "inputs.vectors",
    "inputs",
    "stacks",
    *(f"stacks.{name}" for name in MAKERS),
    "insar.reference",
    "insar.network",
    "insar.interferograms",
    "insar.closure",
    "insar.screening",
    "insar.motion",
    "insar.inversion",
    "insar.series",
    "insar.corrections",
    "insar.output",
    "terrain",
    "terrain.factors",
    "terrain.slope_units",
    "units",
    "simulate",
    "learning.samples",
    "learning.metrics",
    "learning.predictors",
    "learning.algorithms.parts",
    "learning.algorithms",
    "learning.evaluation",
    "learning",
    "learning.transfer",
    "inspection",
    "figures",
    "figures.charts",
    "figures.maps",
    "figures.pages",
    "figures.overlaid",
    "figures.report.basis",
    "figures.report.verdict",
    "figures.report.parts",
    "figures.report.surroundings",
    "figures.report",
    "gis",
    "workflow.guards",
    "workflow",
    "workflow.planning",
)
LEVEL = {room: level for level, room in enumerate(ROOMS)}
COMMAND = (
    "scarpwatch.__main__"  # the command line, above all rooms: it may import any, and nothing imports it
)
MOST_FILES = 15  # in a room, beside the rooms below it
MOST_LINES = {"module": 350, "step": 60, "function": 60}


def test_each_rule_stands_once():
    assert len(RULES) > 40
    assert sorted(RULES) == sorted(set(RULES))


def test_each_rule_is_in_one_stage_of_what_the_terminal_shows():
    assert sorted(rule for stage in STAGES for rule in stage.rules) == sorted(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_its_script_and_its_test(rule):
    assert (SCRIPTS / f"{rule}.py").is_file()
    assert (ROOT / f"tests/scripts/test_{rule}.py").is_file()


def test_each_rule_runs_the_script_of_its_name():
    for path in (ROOT / "rules").glob("*.smk"):
        text = rule_text(path)
        assert SCRIPT.findall(text) == RULE.findall(text), path.name


def test_each_step_script_and_its_test_belong_to_a_rule():
    assert set(RULES) == STEPS
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests/scripts").glob("test_*.py")}
    assert tested == STEPS


@pytest.mark.parametrize("room", ["factors", "algorithms"])
def test_no_step_reaches_a_registry_but_those_that_look_at_all_inputs(room):
    """Else an entry for a new factor or algorithm would rerun what others go through."""
    registry = LIBRARY / room / "registry.py"
    reach = {path.stem for path in SCRIPTS.glob("*.py") if registry in reachable_modules(path, SCRIPTS)}
    assert reach <= {"inspect_inputs", "validate_inputs"}


def test_each_module_has_its_test_in_the_same_room_and_each_test_its_module():
    modules = {path.relative_to(LIBRARY) for path in MODULES}
    tests = [path.relative_to(ROOT / "tests/unit") for path in (ROOT / "tests/unit").rglob("test_*.py")]
    assert {path.with_name(path.name.removeprefix("test_")) for path in tests} == modules


def test_no_room_is_crowded_and_each_says_what_it_is_for():
    rooms = {path.parent for path in MODULES}
    for room in rooms:
        assert len([path for path in room.glob("*.py") if path.name != "__init__.py"]) <= MOST_FILES, room
        assert ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))), room
    assert {".".join(room.relative_to(LIBRARY).parts) for room in rooms} == set(ROOMS)


def imported(source: str) -> Iterator[str]:
    """Dotted names of all that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield f"relative import of {node.module}"
            elif node.module == "scarpwatch":
                yield from (f"scarpwatch.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


@pytest.mark.parametrize("heavy", ["scipy.stats"])
def test_what_takes_long_to_load_is_loaded_only_where_it_is_used(heavy):
    """`distributions.py` has what nearly all steps need of it."""
    for path in (*MODULES, *SCRIPTS.glob("*.py")):
        top = "\n".join(
            ast.unparse(node)
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, (ast.Import, ast.ImportFrom))
        )
        assert heavy not in set(imported(top)), path


def room_of(name: str) -> str | None:
    """The room of the longest beginning of a dotted name below the package that is a module or a room."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        path = LIBRARY.joinpath(*parts[:length])
        if path.with_suffix(".py").is_file():
            return ".".join(parts[: length - 1])
        if path.is_dir():
            return ".".join(parts[:length])
    return None


def wrong_imports(room: str, source: str) -> list[str]:
    """What a module of a room imports and should not."""
    wrong = []
    for name in imported(source):
        first, *rest = name.split(".")
        if first == "scarpwatch" and rest:
            found = room_of(".".join(rest))
            fits = found is not None and LEVEL.get(found, len(ROOMS)) <= LEVEL[room] and name != COMMAND
        else:
            fits = first not in STEPS and not first.startswith("relative")
        if not fits:
            wrong.append(name)
    return wrong


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_a_module_imports_only_from_rooms_above(module):
    parts = module.relative_to(LIBRARY).with_suffix("").parts
    room = ROOMS[-1] if ".".join(("scarpwatch", *parts)) == COMMAND else ".".join(parts[:-1])
    assert room in LEVEL, f"{room} has no place in the order of the rooms"
    assert wrong_imports(room, module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("insar.closure", "from scarpwatch.terrain.flow import x"),
        ("insar.closure", "import scarpwatch.units.table as table"),
        ("insar.closure", "from scarpwatch.insar.output import geocoding"),
        ("insar.closure", "from scarpwatch import figures"),
        ("insar.closure", "def f():\n    from scarpwatch.simulate import fields"),
        ("stacks", "from scarpwatch.stacks.hyp3.reader import list_folder"),
        ("figures", "from unwrap_phase import main"),
        ("insar.network", "from .pairs import Pair"),
        ("grids", "from scarpwatch.workflow.logs import run_step"),
        ("files", "from scarpwatch.grids.grid import Grid"),
        ("insar.network", "import scarpwatch.elsewhere"),
        ("workflow", "from scarpwatch.__main__ import main"),
        ("workflow", "from scarpwatch import __main__"),
    ],
)
def test_the_check_sees_a_wrong_import(room, line):
    found = wrong_imports(room, line)
    assert len(found) == 1


def test_the_check_lets_pass_what_is_right():
    lines = (
        "from scarpwatch.insar.network.pairs import Pair\nfrom scarpwatch.grids.grid import Grid\n"
        "from scarpwatch import errors\nimport numpy as np\nfrom scarpwatch.config.common.base import Day\n"
    )
    assert wrong_imports("insar.closure", lines) == []
