"""README and docs: links resolve, configs are valid, and what they name exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import yaml
from matplotlib.colors import to_rgb
from own_factor_files import MORE
from PIL import Image
from rule_texts import rule_text

from scarpwatch.algorithms.registry import ENTRIES
from scarpwatch.config import load_config
from scarpwatch.config.load import known_keys
from scarpwatch.factors.plugin import plugin_factor
from scarpwatch.figures.style import NO_DATA
from scarpwatch.stacks.scene_table import read_scenes
from scarpwatch.susceptibility_classes import CLASS_COLOURS
from scarpwatch.terrain.derivation import derivation
from scarpwatch.terrain.elevation_blocks import assembled, elevation_of
from scarpwatch.workflow.stages import STAGES

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
FENCE = re.compile(r"^```(.*?)\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
RULE = re.compile(r"^[ \t]*rule (\w+):\n(.*?)(?=^[ \t]*rule \w+:|\Z)", re.DOTALL | re.MULTILINE)
OUTPUT = re.compile(r"^(\s+)output:\n(.*?)(?=^\1\w+:)", re.DOTALL | re.MULTILINE)
FIGURE = re.compile(r'png_and_pdf\("([^"]+)"\)')
# Words that look like a step's name, as the pages write them: `draw_samples`.
STEP = re.compile(
    r"`((?:classify|close|compare|control|correct|delineate|derive|draw|estimate|export|form|geocode|invert|label|list|map|mask|measure|plot|"
    r"prepare|read|screen|select|simulate|tabulate|train|unwrap|validate|warp|write)_\w+)`"
)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def fences(page: Path) -> Iterator[tuple[str, str]]:
    """Mark and content of every fenced block."""
    yield from ((mark.strip(), text) for mark, text in FENCE.findall(page.read_text(encoding="utf-8")))


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def rules() -> dict[str, str]:
    """Name and body of every rule."""
    return {
        name: body
        for path in sorted((ROOT / "rules").glob("*.smk"))
        for name, body in RULE.findall(rule_text(path))
    }


def anchors(page: Path) -> set[str]:
    """What a link into the page can point at, as GitHub makes it from the headings."""
    titles = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def sections(mark: str) -> list[tuple[str, str]]:
    """Page and text of the configs that are marked so."""
    return [(name_of(page), text) for page in PAGES for kind, text in fences(page) if kind == mark]


def first_config() -> dict[str, object]:
    text = next(text for mark, text in fences(ROOT / "README.md") if mark == "yaml config")
    return dict(yaml.safe_load(text))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_inside_the_project_resolve(page: Path) -> None:
    for target in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        path = (page.parent / file).resolve() if file else page
        assert path.exists(), f"{target} is not there"
        if anchor:
            assert anchor in anchors(path), f"{target}: no such heading"


def test_yaml_blocks_are_marked() -> None:
    marks = {mark for page in PAGES for mark, _ in fences(page) if mark.startswith("yaml")}
    assert marks <= {"yaml config", "yaml part"}


@pytest.mark.parametrize(("page", "text"), sections("yaml config"))
def test_whole_configs_are_valid(page: str, text: str) -> None:
    load_config(yaml.safe_load(text), page)


@pytest.mark.parametrize(("page", "text"), sections("yaml part"))
def test_parts_of_configs_are_valid(page: str, text: str) -> None:
    load_config({**first_config(), **yaml.safe_load(text)}, page)


@pytest.mark.parametrize("example", sorted((ROOT / "config" / "examples").glob("*.yaml")), ids=name_of)
def test_examples_are_valid(example: Path) -> None:
    load_config(yaml.safe_load(example.read_text(encoding="utf-8")), example)


def test_the_full_demo_says_what_it_has_in_another_way_than_the_quick_one() -> None:
    quick, full = (
        yaml.safe_load((ROOT / "config" / name).read_text(encoding="utf-8"))
        for name in ("config.yaml", "demo_full.yaml")
    )
    for section, keys in full.items():
        for key, value in keys.items():
            assert quick[section][key] != value, f"{section}.{key}"
    load_config(
        {name: {**part, **full[name]} if name in full else part for name, part in quick.items()}, "full"
    )


OWN = ROOT / "docs" / "own_factors.md"


def test_the_examples_of_own_factors_are_those_that_the_tests_run() -> None:
    text = next(text for mark, text in fences(OWN) if mark == "yaml part")
    shown = yaml.safe_load(text)["factors"]["more"]
    assert {name: set(own) for name, own in shown.items()} == {name: set(own) for name, own in MORE.items()}


def test_the_plugin_shown_has_less_than_fifteen_lines_and_does_what_it_says(tmp_path: Path) -> None:
    text = next(text for mark, text in fences(OWN) if mark == "python")
    assert len(text.strip().splitlines()) < 15
    file = tmp_path / "below_ridges.py"
    file.write_text(text, encoding="utf-8")
    assert plugin_factor(file).statistics == ("mean", "max")
    z = np.random.default_rng(1).normal(500, 100, (40, 50)).astype(np.float32)
    z[3:9, 20] = np.nan
    found = assembled(derivation(module=None, file=file)(elevation_of(z, (100.0, 100.0))), z.shape)
    around = np.pad(z, 3, constant_values=np.nan)
    highest = [
        [np.nanmax(around[row : row + 7, column : column + 7]) for column in range(50)] for row in range(40)
    ]
    np.testing.assert_allclose(found, np.where(np.isnan(z), np.nan, highest - z), rtol=1e-6)


def test_the_page_of_algorithms_has_a_row_for_each() -> None:
    text = (ROOT / "docs" / "algorithms.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (yes|no) \|", text, re.MULTILINE)
    told = [(name, entry.title, "yes" if entry.takes_monotone else "no") for name, entry in ENTRIES.items()]
    assert rows == told


def test_the_algorithm_shown_is_the_one_that_the_tests_run() -> None:
    shown = [text for mark, text in fences(ROOT / "docs" / "algorithms.md") if mark == "python"]
    assert shown == [(ROOT / "tests" / "plugins" / "naive_bayes.py").read_text(encoding="utf-8")]
    assert len(shown[0].splitlines()) < 15


def test_the_readme_keeps_to_ten_lines() -> None:
    text = next(text for mark, text in fences(ROOT / "README.md") if mark == "yaml config")
    assert len(text.strip().splitlines()) <= 10
    config = load_config(first_config(), "README.md")
    assert config.sar is not None
    assert config.sar.source == "slc_stack"


def test_the_scene_table_shown_can_be_read(tmp_path: Path) -> None:
    tables = sections("csv")
    assert tables
    for _, text in tables:
        table = tmp_path / "scenes.csv"
        table.write_text(text, encoding="utf-8")
        assert len(read_scenes(table, check_files=False)) >= 2


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_steps_named_in_the_pages_exist(page: Path) -> None:
    named = set(STEP.findall(prose(page))) | set(re.findall(r"\brule `(\w+)`", prose(page)))
    named -= {key.rpartition(".")[2] for key in known_keys()}  # such as label_column
    scripts = {path.stem for path in (ROOT / "scripts").glob("*.py")}
    for name in named:
        assert name in rules(), f"{name} is no rule"
        assert name in scripts, f"{name} has no script"


def test_the_method_names_every_step_but_figures_and_checks() -> None:
    text = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    left_out = {name for name in rules() if name.startswith("plot_")} | {
        "write_report",
        "validate_inputs",
        "inspect_inputs",
    }
    assert [name for name in rules() if name not in left_out and f"`{name}`" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_make_targets_named_in_the_pages_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`make ([a-z][a-z-]*)", text))
    named |= {
        line for mark, block in fences(page) for line in re.findall(r"^make ([a-z-]+)", block, re.MULTILINE)
    }
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_config_keys_named_in_the_pages_exist(page: Path) -> None:
    known = set(known_keys())
    top = {key.partition(".")[0] for key in known if "." in key}
    named = set(re.findall(r"`([a-z]+(?:\.[a-z_0-9]+)+)(?::[^`]*)?`", prose(page)))
    suffixes = (".py", ".yaml", ".tif", ".gpkg", ".json", ".nc", ".smk", ".md", ".tsv", ".txt", ".csv", ".h5")
    keys = {name for name in named if name.partition(".")[0] in top and not name.endswith(suffixes)}
    assert keys <= known


def test_every_output_is_listed_and_every_file_listed_is_an_output() -> None:
    def plain(path: str) -> str:
        return re.sub(r"\{+\w+\}+", "{}", path)

    made = {
        plain(path)
        for body in rules().values()
        for _, block in OUTPUT.findall(body)
        for path in re.findall(r'"results/([^"]+)"', FIGURE.sub(r'"\1.png" "\1.pdf"', block))
    }
    rows = re.findall(
        r"^\| (`.*?) \| ", (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    listed = {plain(path) for row in rows for path in re.findall(r"`([^`]+)`", row)}
    assert listed == made


def test_the_excerpt_of_a_run_is_in_the_words_of_the_stages() -> None:
    shown = next(text for mark, text in fences(ROOT / "README.md") if mark == "text" and "steps in" in text)
    told = re.findall(r"^ +\d+:\d\d  (.+?): ", shown, re.MULTILINE)
    assert len(told) >= 5
    assert set(told) <= {stage.words for stage in STAGES}
    assert all(len(line) <= 110 for line in shown.splitlines())


IMAGES = ROOT / "docs" / "images"
PICTURES = sorted(path for path in IMAGES.rglob("*") if path.is_file())
MAPS = [path for path in PICTURES if path.name.startswith("demo_")]  # with known colours in them


def test_pictures_are_small() -> None:
    assert PICTURES
    assert {path.suffix for path in PICTURES} <= {".png", ".webp"}
    assert all(path.stat().st_size < 500_000 for path in PICTURES)
    assert sum(path.stat().st_size for path in PICTURES) < 4_000_000


def test_each_picture_is_shown_and_has_words_for_those_who_cannot_see_it() -> None:
    shown = set()
    for page in PAGES:
        for words, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", prose(page)):
            assert len(words) > 15, f"{target} on {name_of(page)}"
            shown.add((page.parent / target).resolve())
    assert set(PICTURES) == shown


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.stem)
def test_pictures_show_the_colours_of_the_figures(path: Path) -> None:
    with Image.open(path) as picture:
        assert picture.mode == "RGB", "a palette of few colours moves them"
        pixels = np.asarray(picture)
    has_gaps = "susceptibility" not in path.stem  # every unit of the demo has a class
    colours = {NO_DATA} if has_gaps else set(CLASS_COLOURS)
    for colour in colours:
        wanted = np.array([round(255 * part) for part in to_rgb(colour)])
        near = (np.abs(pixels.astype(int) - wanted) <= 5).all(axis=-1)
        assert near.sum() > 50, colour
    grey = [round(255 * part) for part in to_rgb(NO_DATA)]
    assert not has_gaps or (pixels == grey).all(axis=-1).sum() > 50  # no data, to the very colour


def test_versions_agree() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.*)"$', project, re.MULTILINE)
    assert version is not None
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == version[1]
    assert f"{version[1]}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
