"""Fixed texts of the report: captions, names of quantities, how to read the maps, limits."""

from __future__ import annotations

UNIT_NAMES = {
    "slope_units": "slope units",
    "grid": "grid-cell units",
    "polygons": "mapping units",
    "table": "units of the table",
}

#: Figure -> caption, and the text for those who cannot see it.
CAPTIONS: dict[str, tuple[str, str]] = {
    "study_area": (
        (
            "The study area: elevation over shaded relief, with landslides and lines where they were given. "
            "Beside it, where there are mapping units, their outlines where landslides are densest."
        ),
        "Map of elevation with landslides, rivers, roads and faults.",
    ),
    "units": (
        (
            "The mapping units: the distribution of their areas (a) and, where parameters were compared, the "
            "variance of aspect inside units, the likeness of neighbouring units, and the combination of both "
            "(Alvioli et al. 2016) over the minimum area a and the circular variance c; the square marks the "
            "parameters used, where they are among those compared."
        ),
        "Histogram of unit areas; tables of V, I and F coloured by value.",
    ),
    "series": (
        (
            "Displacement along the line of sight at the places of the config and in the fastest units (the cell "
            "whose rate is nearest to the unit's mean), relative to the reference. The line is the model fitted to "
            "the series; the band is its standard deviation, sized after that of the rate relative to the "
            "reference, which is given behind the rate. Scatter about the line that all points share is the "
            "weather over the reference."
        ),
        "Displacement against time at single points, with fitted model and uncertainty.",
    ),
    "network": (
        (
            "The interferogram network. Each circle is a scene, each line a pair, coloured by its mean "
            "coherence; dropped pairs are dashed. Baselines are relative to the first scene."
        ),
        "Perpendicular baseline against date, pairs coloured by coherence.",
    ),
    "deformation": (
        (
            "Deformation rate (a) and cumulative deformation (b) along the line of sight, relative to the "
            "reference point (square). Red: away from the satellite; blue: towards it; grey: no measurement. Hatched, where "
            "it occurs: measured, but the pixel's dates fall into parts that no pair ties to each other, or its pairs are "
            "too few to tell it from noise (see the legend)."
        ),
        "Two maps: deformation rate in cm per year and cumulative deformation in cm.",
    ),
    "deformation_quality": (
        (
            "How far to trust the rate: its standard deviation against the stable ground of the map (a), and the "
            "temporal coherence (b), the agreement of the pairs with the estimated series."
        ),
        "Two maps: standard deviation of the rate, and temporal coherence.",
    ),
    "decomposition": (
        (
            "Vertical rate (a) and east rate (b) from this track and another one, with north motion taken as zero; "
            "blue is up and to the east. Where either is missing, (c) says why."
        ),
        "Three maps: vertical and east rate in cm per year, and the reasons for missing values.",
    ),
    "closure": (
        (
            "Unwrapping, on the stack's own grid: share of the triplets of pairs that miss whole cycles (a), "
            "share of the pairs that stay in doubt and are left out (b), and how much faster the shortest "
            "pairs see the ground move than the longest ones do (c), pale where it is within three standard "
            "errors."
        ),
        "Three maps: non-zero closures, pairs left out, and phase bias in cm per year.",
    ),
    "corrections": (
        (
            "What the corrections take out, on the date that they change most: the displacement as inverted, the "
            "parts removed, and what is left, in the same colours (above), and the spread of every date over the "
            "trusted pixels after each step (below). A spread that grows with time is motion, which stays."
        ),
        "Maps of one date before, removed and after, and the standard deviation of all dates.",
    ),
    "truth": (
        (
            "Simulated area only: estimated against true rate (a), after removing the median error over "
            "stable ground, and the errors (b)."
        ),
        "Estimated against true deformation rate with the one-to-one line, and a histogram of errors.",
    ),
    "factors": (
        (
            "The factors in classes, by default those of Table 3 of Liang et al. (2026); an asterisk marks "
            "limits made for the area. The models use the numbers, not the classes."
        ),
        "Thematic maps of the conditioning factors.",
    ),
    "roc": (
        (
            "Receiver operating characteristic of the models on training and on validation units, with the "
            "area under the curve (AUC) and its 95 % interval."
        ),
        "ROC curves of all models.",
    ),
    "calibration": (
        (
            "Calibration on the validation units: share of landslide units (with its 95 % interval) against the mean "
            "score, in up to ten bins of equal numbers of units. Above the dotted line a score promises too few "
            "landslides, below it too many. Upper row: among the samples; lower row: corrected to the share "
            "of landslide units in the area. ECE: expected calibration error; by chance: what a perfectly calibrated "
            "model would show with as few units."
        ),
        "Observed share of landslide units against mean score, one panel per model.",
    ),
    "rate_curves": (
        (
            "Success rate (training landslides, fit) and prediction rate (held-out landslides): share of the "
            "landslide units found when the area is searched from the highest index down. For the prediction rate, "
            "training units are left out of the area. The vertical line marks a tenth of the area."
        ),
        "Share of landslide units against share of area, for training and held-out landslides.",
    ),
    "susceptibility": (
        "Landslide susceptibility in five classes, with the landslides of the inventory. Hatched (crossed, for "
        "points): unlike the training units, so that the index says little there.",
        "Susceptibility maps of all models in five classes.",
    ),
    "uncertainty": (
        (
            "How settled the susceptibility index of each unit is: its standard deviation over models that were "
            "trained without one fold of the training units and with other seeds. Hatched (crossed, for points): "
            "unlike the training units."
        ),
        "Maps of the standard deviation of the susceptibility index, one per model.",
    ),
    "class_shares": (
        (
            "Share of the area (a) and of the landslides (b) per susceptibility class. A good map puts many "
            "landslides on little ground. Shares below 5.5 % are printed in the table only."
        ),
        "Stacked bars of area and landslide shares per class and model.",
    ),
    "importance": (
        "Importance of the factors in each model by three measures: Gini importance or gain (from the training "
        "units), loss of AUC when a factor is shuffled among the validation units, and the mean size of its "
        "contribution (SHAP) to their scores.",
        "Bars of factor importance per measure and algorithm, static and coupled.",
    ),
}

#: Captions that are others where factors and labels come from a ready table.
TABLE_CAPTIONS: dict[str, tuple[str, str]] = {
    "susceptibility": (
        "Landslide susceptibility in five classes, with the units of the table that have a landslide. Hatched (crossed, "
        "for points): unlike the training units, so that the index says little there.",
        "Susceptibility maps of all models in five classes.",
    ),
    "class_shares": (
        "Share of the ground or, where units have no area, of the units (a), and of the units with landslides (b) per "
        "susceptibility class. A good map puts many landslides on little ground. Shares below 5.5 % are printed in the "
        "table only.",
        "Stacked bars of area or unit shares and of landslide shares per class and model.",
    ),
}

#: Keys of quality.json and registration.json; a name "" leaves the key out.
QUALITY_NAMES: dict[str, str] = {
    "first_date": "First scene",
    "last_date": "Last scene",
    "dates": "",
    "origin": "",  # a sentence of its own
    "pairs": "Most pairs at a pixel",
    "pixels": "Pixels of the stack over the ground of interest",
    "measured_share": "Share of them with a result",
    "full_rank": "Rank of a connected network",
    "full_rank_share": "Share of pixels whose pairs connect all scenes",
    "subsets.share": "Share of pixels with dates that no pair ties to the others",
    "subsets.measured_share": "Share of pixels with such dates and a result",
    "subsets.without_rate_share": "Share of pixels with such dates whose rate cannot be told",
    "subsets.without_cumulative_share": "Share of pixels whose cumulative deformation cannot be told",
    "subsets.patterns": "Patterns of such dates",
    "subsets.sigma_factor_median": "Sigma of the rate at such pixels against connected dates (times, median)",
    "surplus.pairs": "",  # the table says how many pairs a pixel has at most
    "surplus.surplus": "Pairs more than unknowns, at a pixel with most pairs",
    "surplus.noise_coherence": "Temporal coherence below which 99 % of noise stays with them",
    "surplus.limit": "Temporal coherence that is needed with them",
    "surplus.judged": "Temporal coherence can tell noise with them",
    "surplus.cannot_be_judged_share": "Share of the rates that cannot be judged",
    "surplus.kept_share_at_0.5_rad": "Share of good pixels with 0.5 rad of noise that reach it",
    "surplus.kept_share_at_0.8_rad": "Share of good pixels with 0.8 rad of noise that reach it",
    "residual_rms_rad": "Residual RMS (rad)",
    "temporal_coherence_median": "Median temporal coherence",
    "rate_cm_per_year.min": "Lowest rate of a pixel (cm/yr)",
    "rate_cm_per_year.median": "Median rate (cm/yr)",
    "rate_cm_per_year.max": "Highest rate of a pixel (cm/yr)",
    "rate_sigma_median_cm_per_year": "Median standard deviation of the rate within the map (cm/yr)",
    "reference_offset_sigma_cm_per_year": "Predicted σ of the offset of the whole map (cm/yr)",
    "reference.row": "Reference point, line",
    "reference.column": "Reference point, sample",
    "reference.longitude": "Reference point, longitude (°)",
    "reference.latitude": "Reference point, latitude (°)",
    "reference.chosen": "Reference point, chosen",
    "reference.half": "Reference window, half width (pixels)",
    "reference.scenes": "Reference window, chosen from this many scenes",
    "reference.settled": "Reference window stays when scenes arrive",
    "reference.mean_coherence": "Reference window, mean coherence",
    "reference.rate_cm_per_year": "Reference window, stacking rate against the scene (cm/yr)",
    "criteria": "",  # a table of their own
    "covered_share": "Share of the analysis grid with a result",
    "resampling": "Deformation on the analysis grid",
    "decisions": "",  # a section of their own
    "shift_cells": "Shift of radar against DEM heights (cells: rows, columns)",
    "height_correlation": "Correlation of radar and DEM heights",
}

TRUTH_NAMES: dict[str, str] = {
    "n": "Pixels compared",
    "share_of_seen": "Share of the visible pixels",
    "error_std_cm_per_year": "Standard deviation of the error (cm/yr)",
    "slope": "Slope of the regression on the truth",
    "correlation": "Correlation",
    "rmse_cm_per_year": "RMSE (cm/yr)",
    "rmse_true_phase_cm_per_year": "RMSE from the true unwrapped phase, same corrections (cm/yr)",
    "rmse_ratio": "Ratio of the two",
    "offset_cm_per_year": "Offset over stable ground (cm/yr)",
    "offset_sigma_cm_per_year": "Predicted σ of that offset (cm/yr)",
    "within_one_sigma": "Share of errors within one σ (0.68 expected)",
}

DELINEATION_NAMES: dict[str, str] = {
    "count": "",  # number and sizes stand in the table of the units
    "area_km2": "",
    "unit_area_m2.mean": "",
    "unit_area_m2.median": "",
    "unit_area_m2.smallest": "",
    "unit_area_m2.largest": "",
    "search": "",
    "parameters.source": "Units",
    "parameters.method": "Method",
    "parameters.grid_cells": "Side of a unit (cells)",
    "parameters.minimum_area_m2": "a, minimum area (m²)",
    "parameters.circular_variance": "c, circular variance",
    "parameters.threshold_m2": "t, first drainage area (m²)",
    "parameters.reduction_factor": "rf, reduction factor",
    "parameters.maximum_area_m2": "Maximum area (m²)",
    "parameters.clean_size_m2": "Smaller units are merged (m²)",
    "masked_km2": "Masked as flats or water, belonging to no unit, km²",
    "internal_variance_V": "V, internal variance of aspect (lower: more homogeneous)",
    "spatial_autocorrelation_I": "I, likeness of neighbours (lower: better told apart)",
}

NO_PLACES = (
    "The table of units has no coordinates. Left out are therefore the maps, the areas (shares are those of the "
    "units), and the validation on spatial blocks: what the models would do on ground away from the training "
    "units is not known, and the validation figures are optimistic to an unknown degree."
)

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
            "All rates are relative to the reference point. If the atmosphere over it was unusual, the "
            "whole map is shifted by the offset whose predicted σ stands in the quality table; differences "
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
        "A unit is rated as a whole: below the size of a unit the map says nothing.",
    ),
    (
        "coupled inventory",
        (
            "Where static and coupled maps disagree, look at the deformation map and at whether the unit "
            "has a measurement at all."
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
            "multilooked pairs over vegetation (fading signal). Turbulent troposphere remains in the rates "
            "as noise that is alike over some kilometres."
        ),
    ),
    (
        "own bias",
        "The bias of short pairs is mapped with the closures of the triplets: where it is large, the rate is doubtful.",
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
            "The inventory is taken as complete and correctly placed. Landslides that nobody mapped count "
            "as stable ground, and what makes them easy to map (roads, bare ground) enters the models."
        ),
    ),
    (
        "table",
        (
            "The labels of the table are taken as right. Landslides that nobody mapped count as stable ground, and what "
            "makes them easy to map enters the models; how the table's factors were measured is not known here."
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
            "models is skill in finding known landslides, and not in foretelling new ones unless the "
            "inventory is younger than the radar data."
        ),
    ),
    (
        "coupled table",
        (
            "A dynamic factor that was measured after a landslide may show the landslide itself; a gain of the coupled "
            "models is then no skill in foretelling new ones."
        ),
    ),
    ("all", "The report supports, and does not replace, judgement on the ground by an expert."),
)
