"""What a reader must know: how to read the maps, limits, and what a run without places leaves out."""

from __future__ import annotations

NO_INVENTORY = "No landslide inventory was given: the report shows deformation only, without models."

NO_PLACES = (
    "The table of units has no coordinates. Left out are therefore the maps, the areas (shares are those of the "
    "units), and the validation on spatial blocks: the skill away from the training units is not known, and the "
    "validation figures are optimistic to an unknown degree."
)

NO_FACTOR_MAPS = "There are no maps of them, since the table of units has no coordinates."

#: (what the run must have or be, see conditions.parts, all of it; text)
HOW_TO_READ: tuple[tuple[str, str], ...] = (
    (
        "deformation",
        (
            "A negative rate means that the ground moved away from the satellite, a positive one towards "
            "it. One line of sight sees one component of the motion: motion along the flight direction "
            "(roughly north–south) is hardly seen, and a slope may move without showing."
        ),
    ),
    (
        "deformation",
        (
            "All rates are relative to the reference point. If the atmospheric delay over it was unusual, the whole "
            "map is shifted by the offset whose predicted σ stands in the quality table; differences "
            "within the map are not, and the mapped standard deviation is theirs."
        ),
    ),
    ("deformation", "Grey is no measurement (vegetation, water, layover, shadow), never “stable”."),
    (
        "models drawn",
        (
            "The susceptibility index ranks the units from 0 to 1. It is not the probability of a "
            "landslide: the models learned from samples with another share of landslides than the area has."
        ),
    ),
    (
        "models undrawn",
        (
            "The susceptibility index ranks the units from 0 to 1. It is not the probability of a "
            "landslide: it holds for a share of landslide units like that of the table, and for no span of time."
        ),
    ),
    (
        "models",
        (
            "Read a class by its frequency ratio, and compare maps by how much of the area the upper "
            "classes take for the landslides they hold."
        ),
    ),
    (
        "models",
        "The index is that of a whole unit: below the size of a unit the map says nothing.",
    ),
    (
        "coupled inventory",
        (
            "Where static and coupled maps disagree, look at the deformation map and at whether the unit "
            "has a measurement at all."
        ),
    ),
    (
        "deformation",
        (
            "Terms: σ is one standard deviation, within which two thirds of the errors lie. Temporal coherence says how well the "
            "radar pairs of a pixel agree with one series of motion, 1 being perfect. A triplet is three pairs around three "
            "dates, whose phases must add up to zero where unwrapping made no error."
        ),
    ),
    (
        "models",
        (
            "Terms: AUC is the share of pairs of a unit with and one without landslides in which the first has the higher index "
            "(0.5 is chance, 1 no error); PR-AUC is its like for rare landslides, where chance is their share. Sensitivity is the "
            "share of landslide units that are called, specificity that of free units that are not, precision the share of called "
            "units that hold landslides; F1 and MCC join these in one figure. The Brier score is the mean squared error of the "
            "score, ECE how far scores lie from observed shares. Folds are parts of the samples, each held out once."
        ),
    ),
)

LIMITS: tuple[tuple[str, str], ...] = (
    (
        "demo models",
        "This is the demonstration: terrain is real, radar data, landslides and other factors are simulated.",
    ),
    ("demo unmodelled", "This is the demonstration: terrain is real, radar data are simulated."),
    (
        "own",
        (
            "Not corrected: the ionosphere, solid earth tides, soil moisture and the bias of short "
            "multilooked pairs over vegetation (fading signal). Turbulent tropospheric delay remains in the rates as "
            "noise that is spatially correlated over some kilometres."
        ),
    ),
    (
        "own bias",
        "The phase bias of short pairs is mapped with the closures of the triplets: where it is large, the rate is "
        "doubtful.",
    ),
    (
        "elsewhere",
        "What the deformation was corrected for is what its maker's settings say; nothing was added to it here.",
    ),
    (
        "deformation",
        (
            "Motion of more than about a quarter of the wavelength between neighbouring pixels within one "
            "pair (1.4 cm for C band) cannot be unwrapped: fast landslides appear as gaps or too slow."
        ),
    ),
    (
        "inventory",
        (
            "The inventory is taken as complete and correctly placed. Unmapped landslides count as stable ground, and "
            "mapping bias (roads, bare ground) enters the models."
        ),
    ),
    (
        "table",
        (
            "The labels of the table are taken as right. Unmapped landslides count as stable ground, and mapping bias "
            "enters the models; how the table's factors were measured is not known here."
        ),
    ),
    (
        "applied",
        (
            "The models were trained in another area. Only landslides of this area can show that the same factors make "
            "slopes fail here. Ground inside the area of applicability is like that which trained the models, and may "
            "fail for other reasons."
        ),
    ),
    (
        "scattered places",
        (
            "Validation units lie among the training units; on new ground expect figures nearer to those of "
            "the spatial blocks."
        ),
    ),
    (
        "coupled inventory",
        (
            "Deformation measured after a landslide may show the landslide itself. A gain of the coupled "
            "models is skill in finding known landslides, and not in predicting new ones unless the "
            "inventory is younger than the radar data."
        ),
    ),
    (
        "coupled table",
        (
            "A dynamic factor that was measured after a landslide may show the landslide itself; a gain of the coupled "
            "models is then no skill in predicting new ones."
        ),
    ),
    ("all", "The report supports, and does not replace, judgement on the ground by an expert."),
)
