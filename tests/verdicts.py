"""Figures of a verdict as a run of the demo gives them."""

from scarpwatch.figures.report.verdict import motion, ranking
from scarpwatch.figures.report.verdict.words import Found

RANKING = {
    "design": "nndm",
    "auc": 0.868,
    "auc_interval": (0.82, 0.905),
    "area_auc": 0.539,
    "over_area_interval": (0.27, 0.39),
    "gain_over_area": 0.332,
    "gain_interval": (0.283, 0.382),
    "like_area_auc": 0.86,
    "top_tenth": 0.505,
    "top_tenth_interval": (0.408, 0.601),
    "top_tenth_of": "landslides",
}
MOTION = {
    "measured_share": 0.98,
    "dates": 24,
    "free_dates": 20,
    "offset_sigma": 0.16,
    "beyond_share": 0.33,
    "far_share": 0.23,
    "noise_share": 0.054,
    "noise_far_share": 0.0006,
    "beyond_km2": 287.0,
    "lowest": -6.28,
    "highest": 1.74,
}
CLASSES = {"upper_units": 545, "highest_units": 246, "upper_km2": 217.0, "upper_share": 0.243}
OUTSIDE = {"outside_units": 15, "outside_share": 0.0066, "outside_km2": 5.9}
GAIN = {"static_auc": 0.806, "coupled_auc": 0.868, "difference": 0.062, "interval": (0.036, 0.088)}
DEMO = Found(
    "SAR+RF",
    "slope units",
    RANKING,
    ranking.RANKS,
    MOTION,
    motion.MOVES,
    GAIN,
    CLASSES,
    OUTSIDE,
    simulated=True,
)
