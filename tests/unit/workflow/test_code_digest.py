from pathlib import Path

import pytest

from scarpwatch.workflow import code_digest
from scarpwatch.workflow.code_digest import library_digest, reachable_modules

LIBRARY = Path(__file__).parents[3] / "scripts" / "scarpwatch"
FAMILIES = "scarpwatch.families"


def project(folder: Path) -> Path:
    package = folder / "scarpwatch"
    (package / "insar").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "insar" / "__init__.py").write_text("")
    (package / "grid.py").write_text("SIZE = 1\n")
    (package / "insar" / "inversion.py").write_text(
        '"""Doc."""\nfrom scarpwatch.grid import SIZE\n\n\ndef solve():\n    """Solve."""\n    return SIZE\n'
    )
    (package / "figures.py").write_text("COLOUR = 'red'\n")
    (package / "families.py").write_text(
        "import importlib\n\nNAMES = ['hyp3', 'gamma']\n\n\ndef reader(name):\n    return importlib.import_module(name)\n"
        "\n\ndef listed(name):\n    return reader(name).listed\n"
    )
    for name in ("hyp3", "gamma"):
        (package / f"{name}.py").write_text(f"NAME = '{name}'\n")
    script = folder / "invert.py"
    script.write_text("def main(snakemake):\n    from scarpwatch.insar import inversion\n")
    return script


def forget() -> None:
    """As a new process, which has nothing but what is kept in a file."""
    for function in (code_digest._read_module, code_digest._locate, code_digest._kept):
        function.cache_clear()
    code_digest._PARSED.clear()


def names(script: Path, folder: Path, by_name=None) -> list[str]:
    forget()
    found = reachable_modules(script, folder, by_name)
    return [path.relative_to(folder / "scarpwatch").as_posix() for path in found]


def fresh_digest(script: Path, folder: Path, by_name=None) -> str:
    forget()
    return library_digest(script, folder, by_name)


def test_only_reachable_modules_count(tmp_path):
    script = project(tmp_path)
    assert names(script, tmp_path) == ["grid.py", "insar/__init__.py", "insar/inversion.py"]


def test_code_changes_the_digest_and_text_does_not(tmp_path):
    script = project(tmp_path)
    before = fresh_digest(script, tmp_path)
    inversion = tmp_path / "scarpwatch" / "insar" / "inversion.py"
    inversion.write_text(inversion.read_text().replace("Solve.", "Solve it.") + "# a comment\n")
    (tmp_path / "scarpwatch" / "figures.py").write_text("COLOUR = 'blue'\n")
    assert fresh_digest(script, tmp_path) == before
    (tmp_path / "scarpwatch" / "grid.py").write_text("SIZE = 2\n")
    assert fresh_digest(script, tmp_path) != before


@pytest.mark.parametrize(
    "line",
    [
        "from scarpwatch.families import reader",
        "from scarpwatch.families import listed",  # calls reader
        "from scarpwatch import families",
        "import scarpwatch.families",
    ],
)
def test_what_loads_by_name_reaches_what_is_loaded_in_this_run_alone(tmp_path, line):
    script = project(tmp_path)
    script.write_text(f"{line}\n")
    by_name = {FAMILIES: ["scarpwatch.hyp3"]}
    assert {"families.py", "hyp3.py"} <= set(names(script, tmp_path, by_name))
    assert "gamma.py" not in names(script, tmp_path, by_name)
    before = fresh_digest(script, tmp_path, by_name)
    (tmp_path / "scarpwatch" / "gamma.py").write_text("NAME = 'roipac'\n")
    assert fresh_digest(script, tmp_path, by_name) == before
    (tmp_path / "scarpwatch" / "hyp3.py").write_text("NAME = 'asf'\n")
    assert fresh_digest(script, tmp_path, by_name) != before


def test_what_only_looks_at_the_names_reaches_no_reader(tmp_path):
    script = project(tmp_path)
    script.write_text("from scarpwatch.families import NAMES\n")
    assert names(script, tmp_path, {FAMILIES: ["scarpwatch.hyp3"]}) == ["families.py"]


def test_the_library_loads_by_name_in_no_other_module_than_the_workflow_says():
    modules = [
        path.relative_to(LIBRARY).as_posix()
        for path in LIBRARY.rglob("*.py")
        if code_digest._read_module(path).loaders
    ]
    # What these load is in the digest of each job, as a parameter of its rule.
    of_jobs = {"terrain/derivation.py", "learning/algorithms/protocol.py", "workflow/step_calls.py"}
    assert set(modules) - of_jobs == {"stacks/families.py"}


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Where what was parsed is kept, in place of the library's own folder."""
    file = tmp_path / "kept" / "code_digests"
    monkeypatch.setattr(code_digest, "KEPT", file)
    yield file
    forget()


def parsed(script: Path, folder: Path, kept: Path) -> tuple[str, int]:
    """The digest, and how many files were parsed for it; what was found is kept."""
    found = fresh_digest(script, folder)
    count = len(code_digest._PARSED)
    code_digest.keep_digests(kept)
    return found, count


def test_what_was_parsed_is_not_parsed_again(tmp_path, kept):
    script = project(tmp_path)
    before, count = parsed(script, tmp_path, kept)
    assert count == 4
    assert parsed(script, tmp_path, kept) == (before, 0)
    grid = tmp_path / "scarpwatch" / "grid.py"
    grid.write_text("SIZE = 2\n")
    changed, count = parsed(script, tmp_path, kept)
    assert (changed != before, count) == (True, 1)
    grid.write_text("SIZE = 1\n")  # as it was, at another time
    assert parsed(script, tmp_path, kept) == (before, 0)
    assert [path.name for path in kept.parent.iterdir()] == ["code_digests"]


@pytest.mark.parametrize("harm", ["flipped", "cut", "of another version", "empty"])
def test_what_is_damaged_is_parsed_again(tmp_path, kept, harm):
    script = project(tmp_path)
    before, count = parsed(script, tmp_path, kept)
    content = kept.read_bytes()
    place = content.index(b"scarpwatch.insar")
    kept.write_bytes(
        {
            "flipped": content[:place] + b"S" + content[place + 1 :],
            "cut": content[:place],
            "of another version": b"(2, 7)" + content[content.index(b")") + 1 :],
            "empty": b"",
        }[harm]
    )
    assert parsed(script, tmp_path, kept) == (before, count)
    assert kept.read_bytes() == content


def test_without_a_place_to_keep_it_all_is_parsed_again(tmp_path, kept):
    script = project(tmp_path)
    kept.parent.write_text("a file where the folder would be")
    before, count = parsed(script, tmp_path, kept)
    assert parsed(script, tmp_path, kept) == (before, count)


def test_what_is_old_goes_where_much_is_kept(tmp_path, kept, monkeypatch):
    monkeypatch.setattr(code_digest, "MOST_KEPT", 4)
    script = project(tmp_path)
    parsed(script, tmp_path, kept)
    (tmp_path / "scarpwatch" / "grid.py").write_text("SIZE = 2\n")
    assert parsed(script, tmp_path, kept)[1] == 1
    assert parsed(script, tmp_path, kept)[1] == 3  # the others were not kept


def test_a_draft_that_cannot_take_its_place_is_not_left(tmp_path, kept):
    script = project(tmp_path)
    kept.mkdir(parents=True)  # a folder where the file would be
    before, count = parsed(script, tmp_path, kept)
    assert parsed(script, tmp_path, kept) == (before, count)
    assert list(kept.parent.iterdir()) == [kept]
