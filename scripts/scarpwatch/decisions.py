"""What the program decides by itself: each kind of decision once, with its evidence and the way to overrule it.

A step that decides keeps what it decided in its JSON record, under the key ``decisions``, and logs it. The report
of every run shows all of them; those that depart from what the config asks for, or that change how the map is to be
read, are notable and stand in the report's summary too. ``docs/decisions.md`` is made from this module by
``make reference``.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

log = logging.getLogger(__name__)

KEY = "decisions"  # of the records that hold decisions


class Kind(NamedTuple):
    """A kind of decision.

    Attributes
    ----------
    title : what is decided about
    evidence : from what it is decided, with the limits
    overrule : key of the config that settles it otherwise, and how
    """

    title: str
    evidence: str
    overrule: str


KINDS: dict[str, Kind] = {
    "family": Kind(
        "Family of radar products",
        "With `sar.source: auto` the names of the files in `sar.folder` tell whose products they are; names of "
        "several kinds, or of none, end the run.",
        "`sar.source` names it.",
    ),
    "cycles": Kind(
        "Annual and semiannual cycle",
        "A cycle is left out where it would more than double the standard deviation of the rate beside the steps and "
        "the DEM error. Otherwise it has to earn its place on a sample of trusted pixels: the mean square change that "
        "it makes to the rate must exceed twice the variance that it adds (or, where that raises the sigma by at most "
        "10 %, its own variance twice that of noise), about the scene's level or in the level itself. Over at least "
        "2.5 years it stays where it raises the sigma by at most 5 %.",
        "`velocity.annual` and `velocity.semiannual`: `false` leaves a cycle out in any case, `always` fits it "
        "wherever it does not more than double the standard deviation. More scenes bring it in.",
    ),
    "steps": Kind(
        "Steps",
        "An image of the day of a step lies before or after it by the time of day of both; where one is not known, or "
        "they are less than 10 minutes apart, the image is left out of the fit. A step with fewer than three dates "
        "before it, after it or up to the next is left out of the assessment.",
        "`velocity.steps` takes times (UTC), and `sar.acquisition_time` the time of the images where the products do "
        "not tell it.",
    ),
    "dem_error": Kind(
        "DEM error",
        "It is left out where the perpendicular baselines are not known for all dates, are alike in most pairs, do "
        "not close around triplets of pairs (by more than 5 m or 5 % of the largest, after at most a tenth of the "
        "pairs that the others contradict), are filled in, differ by less than 1 m or more than 10 km, rest on a "
        "single date, or are correlated with time: by more than 2 times the sigma of the rate, and from 1.21 times on "
        "unless the scene shows it. Also where what is found has a standard deviation above 40 m over the scene, or "
        "raises the spread of the series by more than 5 % and its noise.",
        "`corrections.dem_error`: `false` never removes it, `always` removes it whatever is found, where the "
        "baselines pass.",
    ),
    "ramp_and_height": Kind(
        "Phase ramp and stratified delay",
        "A plane and a term linear in height are fitted to every date. Their variation from date to date is always "
        "removed; of their rate (and of a step) the part that is expected to be atmospheric: from the rate over the "
        "sigma that the term's scatter from date to date gives it, and from the size of the scene, the square root of "
        "the area that trusted pixels span. Before the rate is looked at, motion is taken to be in a term with a "
        "probability of 80 % up to 1.5 km and of 5 % from 5 km on, with a standard deviation of 5 mm/yr over the "
        "scene (2 % of it with 50 mm/yr; twice as many mm for a step). The height term is left out where the height "
        "has a standard deviation below 10 m.",
        "`corrections.ramp_and_height`: `false` removes nothing, `always` removes all of it.",
    ),
    "leaks": Kind(
        "Target leakage",
        "A factor ends the run where a range of its values, or missing values, hold at least 30 % of the landslide "
        "units and no other, where several of its classes together do, or where it tells them from the others with an "
        "AUC above 0.995. It is named from an AUC of 0.90 on, where all landslide units have a value that at least 30 "
        "% of the others lack, or where it has a rank correlation of at least 0.85 with a surface made from the "
        "labels.",
        "`models.predictors_exclude` leaves a factor out. `models.predictors_accepted` keeps one that was measured "
        "without knowing where landslides are.",
    ),
    "predictors": Kind(
        "Uninformative and collinear factors",
        "A column with one value, or none, among the training units has no information and stays out of the models. "
        "With `models.drop_collinear` the factor with the largest variance inflation is left out until none exceeds "
        "`models.max_vif`.",
        "`models.drop_collinear: false` keeps collinear factors.",
    ),
    "unit_size": Kind(
        "Factors that tell how large a unit is",
        "A column, or two together, that tell at least 10 % of the variance of ln(area) on units that are left out (two "
        "at least 5 % more than the better of them) are named. A large unit holds more landslides wherever these lie, "
        "so such factors score well without saying anything of the ground; the skill apart from the size of units "
        "tells how far that goes.",
        "`models.predictors_exclude` leaves a factor out; `factors.terrain` with `local_relief` in place of "
        "`max_elevation_difference` takes the relief within a fixed radius.",
    ),
    "weights": Kind(
        "Weights of the pairs",
        "By the phase variance that coherence predicts, unless the phases contradict it: the noise of wrapped "
        "closures, in differences between neighbouring pixels, has to grow with the predicted variance by a power of "
        ".2 or more (with its standard error; 1 would be proportional, real pairs have more), and a coherence that is "
        "one and the same everywhere must not mean less than a tenth of the noise, nor go with noise that differs by "
        "2.5 times.",
        "`inversion.weights`: `variance` or `uniform`.",
    ),
    "resampling": Kind(
        "Resampling deformation to the analysis grid",
        "Rate, standard deviation, cumulative deformation and quality are taken from the nearest pixel where a cell's "
        "side is .75 to 1.33 of a pixel's, so that single pixels keep their values; interpolated bilinearly on a "
        "finer analysis grid; and averaged over the pixels in a cell on a coarser one.",
        "`grid.resampling`: `nearest`, `bilinear` or `mean`.",
    ),
    "repair": Kind(
        "Unwrapping errors",
        "Multiples of 2 pi are added where integer closure residuals and phase jumps along the edge of a region leave "
        "no other explanation, for whole regions behind decorrelated belts first, then pixel by pixel. Phases in "
        "doubt are left out: a pixel without other pairs of a date then has disconnected subsets.",
        "`closure.repair`: `false` counts the errors only and uses all phases as they are.",
    ),
    "reference": Kind(
        "Reference window",
        "Chosen from the pairs of the first `inversion.reference_scenes` scenes, outside layover and shadow, by the "
        "highest mean coherence where the rate varies little: among windows that every pair covers wholly; if there "
        "is none, among those with a pixel that all cover and three quarters of their phases; then among narrower "
        "ones, down to 3 pixels. A window is at most a fifth of the scene's shorter side.",
        "`inversion.reference` gives the place, `inversion.reference_window` the width.",
    ),
    "ties": Kind(
        "Pairs without phase at the reference",
        "A pair that has less than a quarter of the window, or scatters there by more than 1.5 rad, is referred "
        "through triplets of 25 common pixels or more, four fifths of which have the same integer closure residual; "
        "else through the nearest 49 pixels within a quarter of the scene's diagonal, less their linear motion; else "
        "it is left out. Where that disconnects dates and `network.if_disconnected` is `stop`, the connected subset "
        "of the most dates is used.",
        "`inversion.reference` gives a place that more pairs measure.",
    ),
    "subsets": Kind(
        "Disconnected subsets",
        "Where no pair of a pixel connects its dates across a gap, its rate is fitted with one free offset for each "
        "connected subset of dates. No rate is given where offsets, cycles and DEM error together raise its standard "
        "deviation more than 8 times against connected dates, or leave nothing to judge the fit by; no cumulative "
        "deformation where a step falls into the gap.",
        "`velocity.max_subset_inflation`: the limit. `network.if_disconnected: stop` leaves such pixels out of the "
        "map, `minimum_norm` keeps them. `corrections.join_subsets`: how the series crosses the gap.",
    ),
    "few_pairs": Kind(
        "Temporal coherence at low redundancy",
        "A pixel must reach the temporal coherence that 99 % of noise, uniform over a cycle, stays below at the same "
        "redundancy (pairs and unknowns), where that is more than `quality.min_temporal_coherence` (found by "
        "simulation, to about 0.02). Where it is more than 0.85, good pixels would be lost as well: pixels below it "
        "stay and are marked as not to be judged.",
        "`quality.min_temporal_coherence`: a higher limit removes them too. More pairs for each scene "
        "(`network.neighbours`, or more ready interferograms) tell them from noise.",
    ),
    "landslide_units": Kind(
        "Landslide units",
        "A unit that a landslide touches is a landslide unit, whatever share of it a landslide polygon covers. Strips "
        "thinner than a twentieth of a cell, while most of the landslide is elsewhere, make it neither a landslide "
        "unit nor a free one. Large units are touched more often: the AUC of their area alone says how far that goes.",
        "`inventory.min_share`: the share of a unit that must be covered; `inventory.below_min_share`: what the "
        "others are.",
    ),
    "landslide_counts": Kind(
        "Landslides per unit as counts",
        "They are modelled as counts, with the area of the units as offset, where at least 20 % of the landslide units "
        "hold more than one landslide, which Poisson counts with a mean of 0.4 do. With fewer, counts say little more "
        "than labels, and the density that is observed is mapped alone.",
        "`models.counts`: `on` models them whatever they are, `off` leaves model and maps of density out.",
    ),
    "copies": Kind(
        "Duplicates among the units",
        "Units with the values of another in all static factors, or at its place, stand on one side of the split and "
        "in one fold: validation would else be optimistic. In tables of few classes units may be equal without being "
        "duplicates; keeping them together then makes the figures a little stricter. Intervals count each duplicate "
        "as a unit of its own, and are too narrow where there are many.",
        "`samples.copies_together`: `false` divides them like any others.",
    ),
    "folds": Kind(
        "Folds from which the skill is told",
        "Of units with coordinates, folds by nearest-neighbour distance matching: their held-out samples are as far from "
        "those that train as the units of the map are from all samples. Blocks, or folds, whose median distance is more "
        "than 1.5 times that of the map are called pessimistic, with less than a 1.5th of it optimistic. Without "
        "coordinates there are random folds alone, whose AUC is optimistic.",
        "`samples.blocks` and `samples.fold_repeats` are the numbers of folds and repeats; coordinates in a ready table "
        "bring the matched folds.",
    ),
    "coverage": Kind(
        "Units without data among the samples",
        "Units that the static factors cover less than `samples.min_coverage`, on the average of the factors, are no "
        "samples: the missing values would leak where landslides were mapped. Missing aspects of flat ground do not "
        "count. A unit without any value has no index on the map.",
        "`samples.min_coverage`: 0 takes all units that have any value.",
    ),
}


def decide(kind: str, taken: str, reason: str, *, notable: bool = False) -> dict[str, Any]:
    """A decision as the records hold it; it is logged, so that it stands in the log of the step too.

    Parameters
    ----------
    kind : key of :data:`KINDS`
    taken : what was decided, in a few words ("left out", "kept")
    reason : from what, with the figures of this run and their units, without a full stop
    notable : whether it departs from what the config asks for or changes how the map is to be read

    Raises
    ------
    KeyError
        If there is no such kind.
    """
    log.info(f"decided: {KINDS[kind].title.lower()}: {taken}; {reason}")
    return {"kind": kind, "taken": taken, "reason": reason, "notable": notable}


def sentence(decision: Mapping[str, Any]) -> str:
    """A decision as a sentence for the report's summary."""
    return f"{KINDS[decision['kind']].title}: {decision['taken']}; {decision['reason']}."


def markdown() -> str:
    """The text of docs/decisions.md."""
    lines = [
        "# What the program decides by itself",
        "",
        "Made from `scripts/scarpwatch/decisions.py`; do not edit it, run `make reference`.",
        "",
        "Nothing here is decided silently: each decision of a run, with the figures it was taken from, is printed in "
        "the log of its step, kept under `decisions` in the JSON record of that step, and listed in the report. What "
        "departs from the config stands in the report's summary as well.",
        "",
        "| what | from what | how to overrule it |",
        "|---|---|---|",
    ]
    lines += [
        f"| {' | '.join(part.replace('|', chr(92) + '|') for part in kind)} |" for kind in KINDS.values()
    ]
    return "\n".join(lines) + "\n"
