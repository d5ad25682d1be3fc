from pathlib import Path

from scarpwatch.workflow.code_digest import library_digest, reachable_modules


def project(folder: Path) -> Path:
    package = folder / "scarpwatch"
    (package / "insar").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "insar" / "__init__.py").write_text("")
    (package / "grid.py").write_text("SIZE = 1\n")
    (package / "insar" / "inversion.py").write_text(
        '"""Doc."""\nfrom scarpwatch.grids.grid import SIZE\n\n\ndef solve():\n    """Solve."""\n    return SIZE\n'
    )
    (package / "figures.py").write_text("COLOUR = 'red'\n")
    script = folder / "invert.py"
    script.write_text("def main(snakemake):\n    from scarpwatch.insar import inversion\n")
    return script


def fresh_digest(script: Path, folder: Path) -> str:
    from scarpwatch.workflow import code_digest as digest

    digest._read_module.cache_clear()
    return library_digest(script, folder)


def test_only_reachable_modules_count(tmp_path):
    script = project(tmp_path)
    names = [
        path.relative_to(tmp_path / "scarpwatch").as_posix() for path in reachable_modules(script, tmp_path)
    ]
    assert names == ["grid.py", "insar/__init__.py", "insar/inversion.py"]


def test_code_changes_the_digest_and_text_does_not(tmp_path):
    script = project(tmp_path)
    before = fresh_digest(script, tmp_path)
    inversion = tmp_path / "scarpwatch" / "insar" / "inversion.py"
    inversion.write_text(inversion.read_text().replace("Solve.", "Solve it.") + "# a comment\n")
    (tmp_path / "scarpwatch" / "figures.py").write_text("COLOUR = 'blue'\n")
    assert fresh_digest(script, tmp_path) == before
    (tmp_path / "scarpwatch" / "grid.py").write_text("SIZE = 2\n")
    assert fresh_digest(script, tmp_path) != before
