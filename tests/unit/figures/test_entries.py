import dataclasses
import importlib
import pkgutil

import pytest

from scarpwatch.figures import charts, maps, overlaid, pages
from scarpwatch.figures.entries import PARTS, FigureEntry, declared_figures, figures_shown

ENTRIES = declared_figures()
SECTIONS = {"area", "deformation", "factors", "models", "susceptibility", "importance"}


def test_what_is_read_from_the_text_is_what_the_modules_hold():
    held = []
    for room in (charts, maps, overlaid, pages):
        for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            values = vars(importlib.import_module(module.name)).values()
            held += [value for value in values if isinstance(value, FigureEntry)]
    assert sorted(map(dataclasses.astuple, held)) == sorted(map(dataclasses.astuple, ENTRIES))
    assert len(ENTRIES) > 15


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.name}, {entry.needs}")
def test_every_figure_has_a_place_a_caption_and_words_for_those_who_cannot_see_it(entry):
    assert entry.section in SECTIONS
    assert set(entry.needs.split()) <= set(PARTS)
    assert len(entry.caption) > 30 and len(entry.alternative) > 15 and entry.caption != entry.alternative
    assert entry.caption.endswith(".") and entry.alternative.endswith(".")


@pytest.mark.parametrize("factors", ["terrain", "table"])
def test_a_run_shows_no_name_and_no_place_twice(factors):
    shown = figures_shown(ENTRIES, {*PARTS} - {"terrain", "table"} | {factors})
    assert len({entry.name for entry in shown}) == len(shown)
    assert len({(entry.section, entry.order) for entry in shown}) == len(shown)


def test_a_run_shows_what_its_parts_allow():
    assert [entry.name for entry in figures_shown(ENTRIES, [])] == ["workflow"]
    rate = {entry.name for entry in figures_shown(ENTRIES, ["terrain", "deformation"])}
    assert rate == {"workflow", "study_area", "deformation", "deformation_quality"}
    table = {entry.name for entry in figures_shown(ENTRIES, ["table", "models", "trained", "landslides"])}
    assert "class_shares" in table and not table & {"units", "factors", "susceptibility", "study_area"}


def declare(folder, caption):
    fields = {"name": "new", "section": "models", "order": 5, "needs": "models", "alternative": "Bars."}
    text = ", ".join(f"{name}={value!r}" for name, value in fields.items())
    (folder / "new.py").write_text(f"ENTRY = FigureEntry({text}, caption={caption})\n", encoding="utf-8")
    return declared_figures(folder)


def test_a_new_module_adds_its_figure(tmp_path):
    (entry,) = declare(tmp_path, '"One bar " "a model."')
    assert (entry.name, entry.order, entry.caption) == ("new", 5, "One bar a model.")


def test_a_declaration_that_cannot_be_read_is_named_with_its_line(tmp_path):
    with pytest.raises(ValueError, match=r"new\.py, line 1"):
        declare(tmp_path, "CAPTION")
