"""One name runs through rule, script and test, and the library's rooms import only those above them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"
LIBRARY = SCRIPTS / "scarpwatch"
RULE = re.compile(r"^[ \t]*(?:rule|checkpoint)[ \t]+(\w+)[ \t]*:", re.MULTILINE)
SCRIPT = re.compile(r'^[ \t]*script:\s*"\.\./scripts/(\w+)\.py"', re.MULTILINE)

RULES = [name for path in sorted((ROOT / "rules").glob("*.smk")) for name in RULE.findall(path.read_text())]
STEPS = {path.stem for path in SCRIPTS.glob("*.py")}
MODULES = sorted(path for path in LIBRARY.rglob("*.py") if path.name != "__init__.py")

BESIDE = {path.stem for path in LIBRARY.glob("*.py")} - {
    "__init__",
    "errors",
    "file_kinds",
    "masks",
    "memory_faults",
    "zip_paths",
    "file_members",
    "mosaic",
    "file_faults",
    "finished_files",
    "grid",
}

# A module imports from its own room and from those before it. Modules beside the rooms count as rooms.
ROOMS = (
    {"errors"},
    {"masks", "memory_faults"},
    {"zip_paths", "file_kinds"},
    {"mosaic", "file_members", "file_faults"},
    {"finished_files"},
    {"grid"},
    BESIDE,
    {"config"},
    {"sentinel1"},
    {"products"},
    {"insar"},
    {"terrain"},
    {"units"},
    {"simulate"},
    {"learning"},
    {"inspection"},
    {"figures"},
)
LEVEL = {room: level for level, rooms in enumerate(ROOMS) for room in rooms}


def test_each_rule_stands_once():
    assert len(RULES) > 40
    assert sorted(RULES) == sorted(set(RULES))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_its_script_and_its_test(rule):
    assert (SCRIPTS / f"{rule}.py").is_file()
    assert (ROOT / f"tests/scripts/test_{rule}.py").is_file()


def test_each_rule_runs_the_script_of_its_name():
    for path in (ROOT / "rules").glob("*.smk"):
        text = path.read_text()
        assert SCRIPT.findall(text) == RULE.findall(text), path.name


def test_each_step_script_and_its_test_belong_to_a_rule():
    assert set(RULES) == STEPS
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests/scripts").glob("test_*.py")}
    assert tested == STEPS


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_a_module_has_its_test(module):
    assert (ROOT / f"tests/unit/test_{module.name}").is_file()


def test_each_unit_test_belongs_to_a_module():
    modules = {path.stem for path in MODULES}
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests/unit").glob("test_*.py")}
    assert tested == modules
    # Two modules of one name would share a test; a step of that name would clash with it.
    assert len(modules) == len(MODULES)
    assert not modules & STEPS


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


def wrong_imports(room: str, source: str) -> list[str]:
    """What a module of a room imports and should not."""
    wrong = []
    for name in imported(source):
        first, *rest = name.split(".")
        if first == "scarpwatch" and rest:
            fits = LEVEL.get(rest[0], len(ROOMS)) < LEVEL[room] or rest[0] == room
        else:
            fits = first not in STEPS and not first.startswith("relative")
        if not fits:
            wrong.append(name)
    return wrong


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(LIBRARY).as_posix())
def test_a_module_imports_only_from_rooms_above(module):
    room = module.relative_to(LIBRARY).parts[0].removesuffix(".py")
    assert room in LEVEL, f"{room} has no place in the order of the rooms"
    assert wrong_imports(room, module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("insar", "from scarpwatch.terrain.flow import x"),
        ("insar", "import scarpwatch.units.table as table"),
        ("insar", "from scarpwatch import figures"),
        ("insar", "def f():\n    from scarpwatch.simulate import fields"),
        ("figures", "from unwrap_phase import main"),
        ("insar", "from .network import Pair"),
        ("grid", "from scarpwatch.logs import run_step"),
        ("mosaic", "from scarpwatch.grid import Grid"),
        ("insar", "import scarpwatch.elsewhere"),
    ],
)
def test_the_check_sees_a_wrong_import(room, line):
    assert len(wrong_imports(room, line)) == 1


def test_the_check_lets_pass_what_is_right():
    lines = (
        "from scarpwatch.insar.network import Pair\nfrom scarpwatch.grid import Grid\n"
        "from scarpwatch import errors\nimport numpy as np\nfrom scarpwatch.config.base import Day\n"
    )
    assert wrong_imports("insar", lines) == []
