"""The styles in config/styles, for files without one of their own and for other programs than QGIS.

`make reference` writes them. Ranges that follow from the data of an area are those of a usual one there.
"""

from __future__ import annotations

from scarpwatch.styles.layers import (
    APPLICABLE,
    class_style,
    coherence_style,
    density_style,
    density_unit_style,
    index_style,
    point_style,
    probability_style,
    rate_sigma_style,
    rate_style,
    spread_style,
    unit_point_style,
    unit_style,
)
from scarpwatch.styles.qml import qml
from scarpwatch.styles.sld import sld
from scarpwatch.styles.style import Style

STYLES: dict[str, Style] = {
    "susceptibility_class": class_style(),
    "susceptibility_units": unit_style(),
    "susceptibility_unit_points": unit_point_style(),
    "susceptibility_index": index_style(),
    "susceptibility_sigma": spread_style(0.2),
    "susceptibility_applicable": APPLICABLE,
    "susceptibility_probability": probability_style(),
    "landslide_density": density_style(10.0),
    "landslide_density_units": density_unit_style(10.0),
    "deformation_rate": rate_style(),
    "deformation_rate_sigma": rate_sigma_style(1.0),
    "deformation_cumulative": rate_style(10.0, "cm"),
    "deformation_temporal_coherence": coherence_style(),
    "deformation_points": point_style(),
}
"""By the name of their file."""


def shipped_files() -> dict[str, str]:
    """Names and texts of the files."""
    files = {f"{name}.qml": qml(style) for name, style in STYLES.items()}
    return files | {f"{name}.sld": sld(style, name) for name, style in STYLES.items()}
