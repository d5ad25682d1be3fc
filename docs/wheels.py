"""Ask the package index for which systems and Pythons the requirements have ready-made packages: `make wheels`.

For each system and Python, pip is asked what it would install from wheels alone (it loads descriptions, no packages).
The answers go into the table of `docs/install.md`, with the oldest version of the system that all those wheels take.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "install.md"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
GLIBC = (17, 24, 27, 28, 31, 34, 35, 39)  # 2.x; of common distributions and of the tags of wheels
MACOS = (11, 12, 13, 14, 15, 26)
BEGIN, END = "<!-- made by `make wheels` -->", "<!-- end of what `make wheels` makes -->"


class System(NamedTuple):
    """A kind of computer.

    Attributes
    ----------
    name : for people
    platform, machine : as Python's markers call it
    versions : of what wheels ask for, from the oldest
    tag : of a wheel, with the version in it
    words : the version for people
    """

    name: str
    platform: str
    machine: str
    versions: Sequence[int]
    tag: str
    words: str


SYSTEMS = (
    System("Linux, x86-64", "linux", "x86_64", GLIBC, "manylinux_2_{}_x86_64", "glibc 2.{}"),
    System("Linux, ARM64", "linux", "aarch64", GLIBC, "manylinux_2_{}_aarch64", "glibc 2.{}"),
    System("macOS, Apple silicon", "darwin", "arm64", MACOS, "macosx_{}_0_arm64", "macOS {}"),
    System("macOS, Intel", "darwin", "x86_64", MACOS, "macosx_{}_0_x86_64", "macOS {}"),
)


def requirements(path: Path) -> list[Requirement]:
    """The packages of a file, with the systems that they are for."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def tags_up_to(system: System, version: int) -> list[str]:
    """The platform tags that a system of a version takes; pip adds those of older macOS itself."""
    if system.platform == "darwin":
        return [system.tag.format(version)]
    named = [f"manylinux2014_{system.machine}", f"manylinux2010_{system.machine}"]
    return [*(system.tag.format(number) for number in range(version, 4, -1)), *named]


def without_wheel(packages: Sequence[str], tags: Sequence[str], python: str) -> str:
    """The first package that pip finds to have no wheel, or nothing if all have one."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--dry-run",
        ]
        command += [
            "--no-deps",
            "--only-binary=:all:",
            "--target",
            folder,
            "--report",
            f"{folder}/report.json",
        ]
        command += ["--python-version", python, *(word for tag in tags for word in ("--platform", tag))]
        done = subprocess.run([*command, *packages], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            report = json.loads((Path(folder) / "report.json").read_text(encoding="utf-8"))
            assert len(report["install"]) == len(packages)
            return ""
    lacking = re.search(r"No matching distribution found for (\S+)", done.stderr)
    if lacking is None or lacking[1] not in packages:
        sys.exit(f"pip ended with an error:\n{done.stderr}")
    return lacking[1]


def row(system: System, needed: Sequence[Requirement]) -> str:
    """A line of the table: the oldest version, and for each Python what is left out and what has no wheel."""
    cells, oldest = [], 0
    for python in PYTHONS:
        facts = {
            "sys_platform": system.platform,
            "platform_machine": system.machine,
            "python_version": python,
        }
        fits = {one.name: one.marker is None or one.marker.evaluate(facts) for one in needed}
        packages = [f"{one.name}{one.specifier}" for one in needed if fits[one.name]]
        missing = []
        while lacking := without_wheel(packages, tags_up_to(system, system.versions[-1]), python):
            packages.remove(lacking)
            missing.append(lacking.split("==")[0])
        while without_wheel(packages, tags_up_to(system, system.versions[oldest]), python):
            oldest += 1
        other = {"xgboost", "xgboost-cpu"}  # one of the two is taken
        left_out = [name for name, taken in fits.items() if not taken and name not in other]
        words = ["all"] if not (left_out or missing) else []
        words += [f"left out: {', '.join(left_out)}"] if left_out else []
        words += [f"**missing: {', '.join(missing)}**"] if missing else []
        cells.append("; ".join(words))
        print(f"{system.name}, Python {python}: {cells[-1]}", file=sys.stderr)
    return f"| {system.name} | {system.words.format(system.versions[oldest])} | {' | '.join(cells)} |"


def main() -> None:
    """Put the table into its page."""
    needed = requirements(ROOT / "requirements.txt")
    head = "| system | at least | " + " | ".join(f"Python {python}" for python in PYTHONS) + " |"
    lines = [head, "|---" * (len(PYTHONS) + 2) + "|", *(row(system, needed) for system in SYSTEMS)]
    table = "\n".join(lines)
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
