"""What a figure says of itself for the report; each is declared beside the function that draws it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

PARTS = {
    "terrain": "factors from rasters over a DEM",
    "table": "factors from a ready table, in the place of terrain",
    "models": "models, trained here or in another area",
    "trained": "landslides, and models that were trained on them here",
    "landslides": "landslides that are known",
    "counts": "numbers of landslides per unit that are looked at",
    "maps": "units that have places",
    "deformation": "a deformation rate",
    "pairs": "interferograms that the rate was made from here",
    "series": "a displacement series",
    "other_track": "a second track",
    "simulated": "simulated radar data, whose truth is known",
}
"""What a run may have, in the words of ``FigureEntry.needs``."""


@dataclass(frozen=True, kw_only=True)
class FigureEntry:
    """A figure's place and words in the report.

    Attributes
    ----------
    name : str
        Stem of ``results/<assessment>/figures/<name>.png``; ``{main}`` in it stands for the main model of the assessment,
        such as ``coupled_rf``. Of figures with the same name, which say other things of
        other runs, a run has the parts of one at most.
    section : str
        Anchor of the report's section that shows it.
    order : int
        Its place in the section; the section's tables have numbers too (``content.py``).
    needs : str
        The words of ``PARTS``, separated by spaces, all of which the run must have; empty for a figure of every run.
    caption : str
        One or more sentences.
    alternative : str
        For those who cannot see it.
    """

    name: str
    section: str
    order: int
    needs: str
    caption: str
    alternative: str


def declared_figures(folder: Path | None = None) -> list[FigureEntry]:
    """The figures that the modules below a folder declare, by section and order.

    They are read from the text of the modules: whoever plans a run must know them without matplotlib, and a changed
    caption must be seen without following what the modules import. Their fields are therefore literals.

    Parameters
    ----------
    folder : path, optional
        This room, if not given.

    Raises
    ------
    ValueError
        If a declaration is no ``FigureEntry`` of literals.
    """
    found = []
    for path in sorted((folder or Path(__file__).parent).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body if "FigureEntry(" in text else ():
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
                continue
            if getattr(node.value.func, "id", "") == "FigureEntry":
                try:
                    fields = {str(field.arg): ast.literal_eval(field.value) for field in node.value.keywords}
                    found.append(FigureEntry(**fields))
                except (TypeError, ValueError) as error:
                    raise ValueError(f"{path}, line {node.lineno}: {error}") from error
    return sorted(found, key=lambda entry: (entry.section, entry.order, entry.name))


def figures_shown(entries: Iterable[FigureEntry], parts: Collection[str]) -> list[FigureEntry]:
    """Those whose needs a run has.

    Parameters
    ----------
    parts : words of ``PARTS``
    """
    return [entry for entry in entries if set(entry.needs.split()) <= set(parts)]
