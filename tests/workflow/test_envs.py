"""Environments agree with what the rules' scripts import, offline.

Snakemake's conda environments see the packages of the host too, so a package that is missing from an
environment shows only on a bare machine. It is therefore looked for in the code.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from rule_texts import rule_text

from scarpwatch.algorithms.registry import NAMES as ALGORITHMS
from scarpwatch.families import FAMILIES
from scarpwatch.stacks.families import reader_module

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"
ENVS = sorted((ROOT / "envs").glob("*.yaml"))
RULES = sorted((ROOT / "rules").glob("*.smk"))
# Names that differ: conda's from pip's, and an import's from pip's.
PIP_OF_CONDA = {"matplotlib-base": "matplotlib", "py-xgboost-cpu": "xgboost-cpu", "xgboost": "xgboost-cpu"}
PIP_OF_IMPORT = {
    "PIL": "pillow",
    "interpret": "interpret-core",
    "jinja2": "jinja2",
    "sklearn": "scikit-learn",
    "whirlwind": "whirlwind-insar",
    "xgboost": "xgboost-cpu",
    "yaml": "pyyaml",
}
# Packages that are used without being imported: by a word in the code, the package it needs.
UNSEEN = {
    r"\bgeopandas\b": "pyogrio",
    r"(to|read)_parquet": "pyarrow",
    r"h5netcdf": "h5netcdf",
    r"h5netcdf\.File": "h5py",  # what h5netcdf itself reads and writes with
}
RULE = re.compile(
    r"^[ \t]*(?:rule|checkpoint) (\w+):\n(.*?)(?=^[ \t]*(?:rule|checkpoint) \w+:|\Z)",
    re.DOTALL | re.MULTILINE,
)


def rules() -> Iterator[tuple[str, str]]:
    for path in RULES:
        yield from RULE.findall(rule_text(path))


def pins(path: Path) -> dict[str, str]:
    """Versions of a requirements file, as far as they are for this system, or of an environment, by pip's names."""
    if path.suffix == ".txt":
        lines = path.read_text(encoding="utf-8").splitlines()
        needed = [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]
        lines = [f"{one.name}{one.specifier}" for one in needed if not one.marker or one.marker.evaluate()]
    else:
        lines = yaml.safe_load(path.read_text(encoding="utf-8"))["dependencies"]
        lines = [line for line in lines if not line.startswith("python=")]
    found = {}
    for line in lines:
        name, version = line.split("==")
        found[PIP_OF_CONDA.get(name, name).lower().replace("_", "-")] = version
    return found


@cache
def imports(path: Path) -> tuple[frozenset[str], frozenset[Path]]:
    """Packages that one file needs, by pip's names, and the project's own modules that it imports."""
    text = path.read_text(encoding="utf-8")
    packages, modules = set(), set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            first = name.split(".")[0]
            if first == "scarpwatch":
                modules.update(own_modules(name))
            elif first not in sys.stdlib_module_names:
                packages.add(PIP_OF_IMPORT.get(first, first))
    packages |= {package for word, package in UNSEEN.items() if re.search(word, text)}
    if path.name != "families.py" and re.search(
        r"\b(pair|scene|deformation|series)_reader\(", text
    ):  # imported by their names
        modules |= {path for family in FAMILIES for path in own_modules(reader_module(family))}
    if path.name != "protocol.py" and re.search(r"\bload_algorithm\(", text):
        algorithms = "scarpwatch.learning.algorithms"
        modules |= {path for name in ALGORITHMS for path in own_modules(f"{algorithms}.{name}")}
    return frozenset(packages), frozenset(modules)


def own_modules(name: str) -> Iterator[Path]:
    """Files that an import of ``scarpwatch.a.b`` runs: those of a.b and of the packages above it."""
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        base = SCRIPTS.joinpath(*parts[:depth])
        for path in (base.with_suffix(".py"), base / "__init__.py"):
            if path.is_file():
                yield path


def needed(script: Path) -> set[str]:
    """All packages that a script needs, through the project's own modules."""
    packages: set[str] = set()
    seen: set[Path] = set()
    waiting = [script]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            more, modules = imports(path)
            packages |= more
            waiting.extend(modules)
    return packages


def step(body: str) -> Path | None:
    found = re.search(r"script:\s*\"\.\./scripts/(\w+\.py)\"", body)
    return SCRIPTS / found[1] if found else None


def env_of(body: str) -> str | None:
    found = re.search(r"conda:\s*\"\.\./envs/(\w+)\.yaml\"", body)
    return found[1] if found else None


@pytest.mark.parametrize("path", ENVS, ids=lambda path: path.stem)
def test_an_environment_is_pinned_and_from_conda_forge_alone(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(content) == {"channels", "dependencies"}
    assert content["channels"] == ["conda-forge", "nodefaults"]
    python, *packages = content["dependencies"]
    assert re.fullmatch(r"python=3\.\d+", python)
    assert packages == sorted(packages)
    assert len(set(packages)) == len(packages)
    assert all(re.fullmatch(r"[a-z0-9-]+==\d+(\.\d+)+", package) for package in packages)


@pytest.mark.parametrize("path", ENVS, ids=lambda path: path.stem)
def test_an_environment_agrees_with_the_requirements(path: Path) -> None:
    required = pins(ROOT / "requirements.txt")
    assert {name: required.get(name) for name in pins(path)} == pins(path)


def test_there_are_three_to_five_environments() -> None:
    assert 3 <= len(ENVS) <= 5


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in rules()])
def test_a_rule_says_what_it_does_and_where(body: str) -> None:
    for directive in ("message", "conda", "script"):
        assert re.search(rf"^\s+{directive}:", body, re.MULTILINE), f"no {directive}:"


def test_the_rest_is_added_after_the_last_rule() -> None:
    text = (ROOT / "Snakefile").read_text(encoding="utf-8")
    assert text.splitlines()[-1] == "complete_rules(workflow, code_of)"


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in rules()])
def test_a_rule_has_what_its_script_imports(body: str) -> None:
    script, env = step(body), env_of(body)
    assert script is not None
    assert script.is_file()
    assert env is not None
    missing = needed(script) - set(pins(ROOT / "envs" / f"{env}.yaml"))
    assert not missing, f"{script.name} needs {sorted(missing)}, which envs/{env}.yaml lacks"


@pytest.mark.parametrize("path", ENVS, ids=lambda path: path.stem)
def test_an_environment_has_nothing_that_no_script_uses(path: Path) -> None:
    if path.stem == "workflow":  # what Snakemake imports itself when it reads the rules
        names = {
            name for file in RULES for name in re.findall(r"from (scarpwatch[\w.]+) import", file.read_text())
        }
        scripts = [SCRIPTS.joinpath(*name.split(".")).with_suffix(".py") for name in names]
        used = set().union(*(needed(script) for script in scripts))
        assert set(pins(path)) == used | {"snakemake"}
        return
    scripts = [step(body) for _, body in rules() if env_of(body) == path.stem]
    used = set().union(*(needed(script) for script in scripts if script is not None))
    assert not set(pins(path)) - used


def test_the_requirements_have_what_the_code_imports_and_no_more() -> None:
    required = set(pins(ROOT / "requirements.txt")) - {"snakemake"}
    used = set().union(*(imports(path)[0] for path in SCRIPTS.rglob("*.py")))
    assert used == required


def test_the_installed_versions_are_the_required_ones() -> None:
    from importlib.metadata import PackageNotFoundError, version

    required = pins(ROOT / "requirements.txt")
    try:
        installed = {name: version(name) for name in required}
    except PackageNotFoundError as error:
        pytest.skip(f"{error} is not installed")
    assert installed == required
