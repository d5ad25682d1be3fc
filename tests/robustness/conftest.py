"""The undisturbed run that all proofs compare with, and the line that each leaves at the end."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from projects import Project

from .runs import digests, new_project


@dataclass(frozen=True)
class Undisturbed:
    """A project whose run has ended, and the digests of its products."""

    project: Project
    digests: dict[str, str]


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory) -> Undisturbed:
    """A run that nothing disturbed. Nobody changes it; `copy_of` makes a copy of it."""
    project = new_project(tmp_path_factory.mktemp("undisturbed") / "project")
    project.snakemake()
    return Undisturbed(project, digests(project))


@pytest.fixture
def tell(request) -> Callable[[str], None]:
    """A function that takes down the result of a test for the summary."""

    def take_down(line: str) -> None:
        request.node.user_properties.append(("robustness", line))
        print(line)

    return take_down


def pytest_terminal_summary(terminalreporter):
    lines = []
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) != "call":
                continue
            name = report.nodeid.rsplit("/", 1)[-1]
            told = [line for key, line in report.user_properties if key == "robustness"]
            lines += [f"{name} ({report.duration:.0f} s): {line}" for line in told]
    if lines:
        terminalreporter.section("robustness")
        for line in lines:
            terminalreporter.write_line(line)
