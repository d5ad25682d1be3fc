"""The verdict in plain words: a headline, five figures, and an answer to each of five questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from scarpwatch.figures.report.basis.result_tables import interval, number
from scarpwatch.figures.report.verdict import motion, ranking
from scarpwatch.figures.report.verdict.limits import MUCH_OUTSIDE, MUCH_UNMEASURED
from scarpwatch.learning.transfer.verdicts import FAILS, HOLDS, OPEN, UNKNOWN

Figures = Mapping[str, Any]


class Found(NamedTuple):
    """What the verdict is made from.

    Attributes
    ----------
    model : name of the main model, as ``SAR+RF``; empty without models
    unit_name : what the units are called
    ranking, motion, classes, outside, gain : figures, see the modules of this room; None where a run has none
    ranks, moves : the verdicts on the first two
    transfer : of models of another area, what ``transfer.json`` says of the main one
    simulated : whether the radar data are simulated
    """

    model: str = ""
    unit_name: str = "units"
    ranking: Figures | None = None
    ranks: str | None = None
    motion: Figures | None = None
    moves: str | None = None
    gain: Figures | None = None
    classes: Figures | None = None
    outside: Figures | None = None
    transfer: Figures | None = None
    simulated: bool = False


_RANKS = {
    ranking.RANKS: "This map ranks landslides",
    ranking.SIZE_ONLY: "This map does not rank landslides beyond the size of its units",
    ranking.NO_GROUND: "This map does not rank landslides: the ground it puts first holds no more of them than other ground",
    ranking.SIZE_PERHAPS: "This map is not shown to rank landslides beyond the size of its units",
    ranking.CHANCE_ONLY: "This map is not shown to rank landslides better than chance",
    ranking.PLACELESS: "The units are ranked, but whether the ranking holds on new ground is not known",
    HOLDS: "The map of models from another area holds here",
    FAILS: "The map of models from another area does not hold here",
    OPEN: "Whether the map of models from another area holds here is undecided",
    UNKNOWN: "Whether the map of models from another area holds here is not known",
}
_MOVES = {
    motion.MOVES: "the deformation shows ground that moves",
    motion.NOTHING: "the deformation says nothing",
    motion.TOO_FEW: "the scenes are too few for the deformation to say anything",
    motion.NOT_JUDGED: "how sure the deformation is, is not known",
}
GOOD = (ranking.RANKS, HOLDS)


def adds(gain: Figures | None) -> bool:
    """Whether what moves adds to the ranking beyond chance."""
    return gain is not None and gain["interval"][0] > 0


def verdict_record(found: Found, *, chosen: str) -> dict[str, Any]:
    """The contents of ``verdict.json``: words first, then the figures behind them.

    Parameters
    ----------
    chosen : how the main model was chosen, as a sentence
    """
    return {
        "headline": headline(found),
        "main": {"model": found.model, "chosen": chosen} if found.model else None,
        "ranks": found.ranks,
        "moves": found.moves,
        "figures": tiles(found),
        "answers": answers(found),
        "ranking": found.ranking,
        "deformation": found.motion,
        "coupling_gain": found.gain,
        "classes": found.classes,
        "outside": found.outside,
        "transfer": found.transfer,
    }


def headline(found: Found) -> str:
    """The verdict in one sentence."""
    said = _RANKS[found.ranks] if found.ranks is not None else ""
    told = "" if found.moves is None else _MOVES[found.moves]
    if found.moves == motion.MOVES and found.ranks is not None and adds(found.gain):
        told += " and adds to the ranking"
    if not said or not told:
        return _sentence(said or told)
    joint = ", and" if (found.ranks in GOOD) == (found.moves == motion.MOVES) else ";"
    return _sentence(f"{said}{joint} {told}")


def answers(found: Found) -> list[dict[str, str]]:
    """Question, ``short`` answer and sentences, for each question that the run can answer."""
    parts = [
        ("Does the map rank landslides?", _rank_answer(found)),
        ("Does the deformation say anything?", _motion_answer(found)),
        ("How much ground is high or very high?", _class_answer(found)),
        ("What is not covered?", _coverage_answer(found)),
        ("What to do next?", ("", " ".join(next_steps(found)))),
    ]
    return [
        {"question": question, "short": answer[0], "text": answer[1]}
        for question, answer in parts
        if answer is not None
    ]


def tiles(found: Found) -> list[dict[str, str]]:
    """The figures: ``value``, what it is (``name``), and what to read it against (``beside``)."""
    listed: list[dict[str, str]] = []

    def add(value: str, name: str, beside: str) -> None:
        listed.append({"value": value, "name": name, "beside": beside})

    if (figures := found.ranking) is not None:
        alone = figures["area_auc"]
        beside = f"95 % interval {interval(figures['auc_interval'], 2)[1:-1] or 'not known'}"
        add(number(figures["auc"]), "AUC of the map", beside)
        listed[-1]["beside"] += "" if alone is None else f"; area of units alone {number(alone)}"
        if figures.get("top_tenth") is not None:
            add(
                percent(figures["top_tenth"]),
                f"of held-out {figures['top_tenth_of']} in the first tenth of the ground",
                "a map that says nothing holds 10 %",
            )
    elif found.transfer is not None and found.transfer["here"]["positives"]:
        here = found.transfer["here"]
        add(number(here["auc"]), "AUC here", f"95 % interval {interval(here['auc_interval'], 2)[1:-1]}")
    if (figures := found.motion) is not None and figures["beyond_share"] is not None:
        add(
            percent(figures["beyond_share"]),
            "of the measured cells move beyond two σ",
            f"noise alone gives {percent(figures['noise_share'])}",
        )
    elif found.ranking is not None and found.ranking["gain_over_area"] is not None:
        gain = found.ranking
        add(
            number(gain["gain_over_area"], sign=True),
            "AUC that the index adds to the area of units",
            f"95 % interval {_span(gain['gain_interval'])}",
        )
    if (figures := found.classes) is not None:
        area = "" if figures["upper_km2"] is None else f"{_km2(figures['upper_km2'])}, "
        of = "units" if figures["upper_km2"] is None else "ground"
        add(
            f"{figures['upper_units']:,}",
            f"{_called(figures['upper_units'], found)} high or very high",
            f"{area}{percent(figures['upper_share'])} of the {of}",
        )
    if (figures := found.outside) is not None:
        of = "units" if figures["outside_km2"] is None else "ground"
        add(
            percent(figures["outside_share"]),
            f"of the {of} unlike what trained the model",
            f"{figures['outside_units']:,} {_called(figures['outside_units'], found)}",
        )
    elif (figures := found.motion) is not None:
        add(
            percent(1 - figures["measured_share"]), "of the ground without a measurement", "missing, not zero"
        )
    return listed


def next_steps(found: Found) -> list[str]:
    """What to do with the map, and what would make it better."""
    said = []
    if found.ranks in GOOD:
        said.append(
            f"Look first at the high and very high {found.unit_name}, and at those in the list below on the ground."
        )
    elif found.ranks is not None:
        said.append(_REMEDIES[found.ranks])
    if found.moves == motion.TOO_FEW:
        said.append("Add scenes before any rate is used.")
    elif found.moves == motion.NOTHING:
        static = " and use the static map" if found.ranks is not None else ""
        said.append(f"Take no rate of this period for motion{static}.")
    elif found.moves == motion.MOVES:
        said.append("Check the fastest slopes against the standard deviation and the ground.")
    elif found.moves == motion.NOT_JUDGED:
        said.append("Ask the maker of the rates for their standard deviation and that of their reference.")
    if found.outside is not None and found.outside["outside_share"] >= MUCH_OUTSIDE:
        said.append("Take the hatched ground for unmapped, or add landslides from ground like it.")
    if found.motion is not None and 1 - found.motion["measured_share"] >= MUCH_UNMEASURED:
        said.append(
            "Where nothing is measured, the other look direction or a longer wavelength may see more."
        )
    if found.simulated:
        said.append("This is a simulation: nothing here is a real hazard.")
    return said


_REMEDIES = {
    ranking.SIZE_ONLY: "Do not decide by these classes. Units of even size, more landslides, or factors that say more of the "
    "ground may help.",
    ranking.SIZE_PERHAPS: "Do not decide by these classes yet. More landslides would tell; units of even size may help.",
    ranking.NO_GROUND: "Do not decide by these classes. More landslides or factors that say more of the ground may help.",
    ranking.CHANCE_ONLY: "Do not decide by these classes. More landslides or factors that say more of the ground may help.",
    ranking.PLACELESS: "Use the ranking among these units alone; coordinates in the table would tell how far it holds beyond.",
    FAILS: "Do not decide by these classes. Train on landslides of this area.",
    OPEN: "Add landslides of this area, which decide it.",
    UNKNOWN: "Map some landslides of this area, which would tell.",
}


def _rank_answer(found: Found) -> tuple[str, str] | None:
    if found.transfer is not None and found.ranks is not None:
        here = found.transfer["here"]
        said = f"{_RANKS[found.ranks]}."
        if here["positives"]:
            said += f" {found.model} has the AUC {_auc(here)} on all units here."
        return ("yes" if found.ranks == HOLDS else "no" if found.ranks == FAILS else "not known"), said
    figures = found.ranking
    if figures is None:
        return None
    short = {ranking.RANKS: "yes", ranking.PLACELESS: "not known"}.get(str(found.ranks), "no")
    where = {
        "nndm": "on units as far from those that trained as the map's units are",
        "random": "among the samples alone, as the units have no coordinates",
        "blocks": "on blocks of ground that trained nothing",
        "split": "on one set of units that was held out",
    }[figures["design"]]
    said = (
        f"{found.model} puts a unit with a landslide above one without in {percent(figures['auc'])} of all pairs "
        f"(AUC {_auc(figures)}), {where}; chance has 50 %."
    )
    if figures["area_auc"] is not None:
        said += f" The area of a unit alone reaches {number(figures['area_auc'])}"
        said += _beside_area(figures)
    if figures.get("top_tenth") is not None:
        low, high = (percent(end) for end in figures["top_tenth_interval"])
        said += (
            f" The tenth of the ground with the highest index holds {percent(figures['top_tenth'])} ({low} to {high}) of the "
            f"{figures['top_tenth_of']} that were held out."
        )
    return short, said


def _beside_area(figures: Figures) -> str:
    """What the index does beside the area of units; how far it is above that, where it is not beyond chance."""
    gain, over = figures["gain_over_area"], figures["over_area_interval"]
    if gain is None:
        return "."
    added = f"{number(gain, sign=True)} to it ({_span(figures['gain_interval'])})."
    if over is None or over[0] > 0:
        return f"; the index adds {added}"
    differs = f"{number(figures['auc'] - figures['area_auc'], sign=True)} ({_span(over)})"
    return f"; the index differs from that by {differs}{', which is within chance' if over[1] > 0 else ''}, and adds {added}"


def _motion_answer(found: Found) -> tuple[str, str] | None:
    figures = found.motion
    if figures is None:
        return None
    short = {motion.MOVES: "yes", motion.NOT_JUDGED: "not known"}.get(str(found.moves), "no")
    if figures["beyond_share"] is None:
        return short, "The rates have no standard deviation, so what of them is noise cannot be told."
    said = ""
    if found.moves == motion.TOO_FEW:
        said = f"{figures['dates']} scenes are too few to tell motion from noise. "
    counted = ", the uncertainty of the reference counted," if figures["offset_sigma"] is not None else ""
    said += (
        f"{percent(figures['beyond_share'])} of the measured cells ({_km2(figures['beyond_km2'])}) move by more than two "
        f"standard deviations{counted} and noise alone would let {percent(figures['noise_share'])} seem to."
    )
    if figures["offset_sigma"] is None:
        said += " The uncertainty of the reference is not known, which may shift all rates alike."
    if found.moves == motion.MOVES:
        low, high = (number(figures[name], 1, sign=True) for name in ("lowest", "highest"))
        said += f" Their rates lie between {low} and {high} cm/yr along the line of sight."
    if found.gain is not None:
        gain, ends = number(found.gain["difference"], sign=True), _span(found.gain["interval"])
        sure = (
            "beyond chance"
            if adds(found.gain)
            else "a loss beyond chance"
            if found.gain["interval"][1] < 0
            else "within chance"
        )
        said += f" With deformation the AUC of the map changes by {gain} ({ends}), which is {sure}."
    return short, said


def _class_answer(found: Found) -> tuple[str, str] | None:
    figures = found.classes
    if figures is None:
        return None
    area = "" if figures["upper_km2"] is None else f", {_km2(figures['upper_km2'])}"
    of = "units" if figures["upper_km2"] is None else "ground"
    return "", (
        f"{figures['upper_units']:,} {_called(figures['upper_units'], found)}{area}, {percent(figures['upper_share'])} of the {of}; "
        f"{figures['highest_units']:,} of them are very high. Classes divide the index, which ranks and is no probability."
    )


def _coverage_answer(found: Found) -> tuple[str, str] | None:
    said = []
    if (figures := found.outside) is not None:
        of = "units" if figures["outside_km2"] is None else "ground"
        area = "" if figures["outside_km2"] is None else f", {_km2(figures['outside_km2'])}"
        said.append(
            f"{percent(figures['outside_share'])} of the {of} ({figures['outside_units']:,} {_called(figures['outside_units'], found)}{area}) is unlike "
            "what trained the model, where its index is a guess."
        )
    if (figures := found.motion) is not None:
        said.append(f"{percent(1 - figures['measured_share'])} of the ground has no deformation measurement.")
    if found.ranks is not None:
        said.append("Within a unit the map says nothing, nor when a landslide comes or how far it runs.")
    return ("", " ".join(said)) if said else None


def _called(number_of: int, found: Found) -> str:
    """What so many units are called: ``1 slope unit``, ``2 slope units``."""
    return found.unit_name.replace("units", "unit", 1) if number_of == 1 else found.unit_name


def percent(share: float) -> str:
    """A share as text: 0.4 %, 12 %; none is rounded to nothing or to all."""
    value = 100 * share
    if 0 < value < 0.1:
        return "below 0.1 %"
    digits = 0 if value >= 10 or value == 0 else 1
    return f"{number(min(value, 99.9), 1)} %" if 99.5 <= value < 100 else f"{number(value, digits)} %"


def _km2(value: float) -> str:
    return f"{number(value, 0 if value >= 10 else 2)} km²"


def _auc(figures: Figures) -> str:
    return f"{number(figures['auc'])} {interval(figures['auc_interval'], 2)}".strip()


def _span(ends: tuple[float, float]) -> str:
    return f"{number(ends[0], sign=True)} to {number(ends[1], sign=True)}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""
