"""Projects that several tests of the workflow look at."""

import pytest
from projects import SMALL, Project, copy_project


@pytest.fixture(scope="session")
def project(tmp_path_factory) -> Project:
    """A project that has not run."""
    return copy_project(tmp_path_factory.mktemp("fresh"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Project:
    """A project in which the small demo has run to its report."""
    project = copy_project(tmp_path_factory.mktemp("demo"))
    project.write_config(SMALL)
    (project.folder / "printed.txt").write_text(project.snakemake())
    return project
