"""What all tests share."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# As in the jobs of the workflow, each of which has its share of the cores. Tests run side by side; with a thread per core
# in each, the threads of linear algebra wait for one another, and small problems take ten times the CPU time.
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def shared_real() -> Path:
    """Folder of small real data beside the project; tests that need it skip where it is absent."""
    folder = ROOT.parent / "shared" / "real"
    if not folder.is_dir():
        pytest.skip(f"the real data are not at {folder}")
    return folder
