"""What the report calls the quantities of the records that the steps write."""

from __future__ import annotations

UNIT_NAMES = {
    "slope_units": "slope units",
    "grid": "grid-cell units",
    "polygons": "mapping units",
    "table": "units of the table",
}

#: Inputs as the checks name them.
INPUT_NAMES: dict[str, str] = {
    "dem": "Elevation model",
    "terrain": "Factors from the elevation model",
    "sar": "Radar data",
    "ndvi": "NDVI",
    "lithology": "Lithology",
    "faults": "Faults",
    "roads": "Roads",
    "rivers": "Rivers",
    "units": "Mapping units",
    "water": "Water",
    "inventory": "Landslides",
    "delays": "Tropospheric delays",
    "other track": "Run of the other track",
    "table": "Table of units",
    "places": "Named places",
    "photos": "Field photographs",
    "left out": "Not given",
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
    "subsets.share": "Share of pixels with disconnected subsets of dates",
    "subsets.measured_share": "Share of pixels with such subsets and a result",
    "subsets.without_rate_share": "Share of pixels with such subsets whose rate is not determined",
    "subsets.without_cumulative_share": "Share of pixels whose cumulative deformation is not determined",
    "subsets.patterns": "Patterns of such subsets",
    "subsets.sigma_factor_median": "Sigma of the rate at such pixels against connected dates (times, median)",
    "surplus.pairs": "",  # the table says how many pairs a pixel has at most
    "surplus.surplus": "Redundancy (pairs less unknowns), at a pixel with most pairs",
    "surplus.noise_coherence": "Temporal coherence below which 99 % of noise stays at that redundancy",
    "surplus.limit": "Temporal coherence required at that redundancy",
    "surplus.judged": "Temporal coherence tells noise at that redundancy",
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
    "cycles_left_out": "Cycles left out of the motion model",
    "motion_model.annual": "Motion model: yearly cycle",
    "motion_model.semiannual": "Motion model: half-yearly cycle",
    "motion_model.steps": "Motion model: sudden offsets",
    "motion_model.max_subset_inflation": "Motion model: how many times disconnected subsets may raise σ",
    "view.sensor": "Sensor",
    "view.heading_deg": "",  # among the facts of the area
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
    "unit_area_m2.ratio_95_5": "Area of units, 95 % over 5 % quantile",
    "unit_area_m2.cv": "Area of units, coefficient of variation",
    "unit_area_m2.area_alone_auc_few": "AUC of area alone, few landslides evenly over the ground",
    "unit_area_m2.area_alone_auc_one_per_unit": "AUC of area alone, one such landslide a unit in the mean",
    "below_clean_size": "Smaller than the smallest size, for want of a neighbour",
    "search": "",
    "parameters.source": "Units",
    "parameters.method": "Method",
    "parameters.sizes": "Sizes",
    "parameters.grid_cells": "Side of a unit (cells)",
    "parameters.min_area_m2": "Minimum area a (m²)",
    "parameters.circular_variance": "Circular variance of aspect c, at most",
    "parameters.threshold_m2": "First drainage area t (m²)",
    "parameters.reduction_factor": "Reduction factor of t from round to round",
    "parameters.max_area_m2": "Maximum area (m²)",
    "parameters.clean_size_m2": "Smaller units are merged (m²)",
    "masked_km2": "Masked as flats or water, belonging to no unit, km²",
    "internal_variance_V": "Internal variance of aspect V (lower: more homogeneous)",
    "spatial_autocorrelation_I": "Spatial autocorrelation of neighbours I (lower: better separated)",
}

#: Keys of labels.json; ``{units}`` stands for what the mapping units are called.
INVENTORY_NAMES: dict[str, str] = {
    "features": "Features in the inventory",
    "without_geometry": "Without geometry, left out",
    "multipart": "Features of several parts, each a landslide",
    "copies": "Duplicate landslides, counted once",
    "total": "Landslides",
    "inside": "Inside {units}",
    "outside": "Outside the area",
    "masked": "On ground that belongs to no unit",
    "on_border": "Of those inside, exactly on a border of {units}",
    "near_border": "Of those inside, within the position error of a unit's border",
    "moved": "Of those near a border, given to a neighbour that is more probable",
    "undated": "Of those inside, without a date",
    "units_with_landslides": "{Units} with landslides",
    "units_left_out": "{Units} left out, as a landslide may lie in them",
    "rules": "",  # a table of their own
    "slivers": "Of those, touched by slivers of landslide polygons only",
}
