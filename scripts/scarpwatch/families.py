"""The registry of radar products: what is known of each family before a file of it is opened.

An entry here, a folder below `stacks/` and a miniature in `tests/miniatures` make a family: the values of
`sar.source`, how a folder is recognised and which reader is loaded all follow from the entry.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Form = Literal["pairs", "scenes", "deformation"]
FORMS: dict[Form, str] = {
    "pairs": "Ready interferograms",
    "scenes": "Coregistered SLCs",
    "deformation": "A finished deformation",
}


class Family(NamedTuple):
    """What is known of a family beforehand.

    ``reader``: the module that reads it, below ``scarpwatch.stacks``. ``form``: whether it brings unwrapped
    interferograms, SLCs or a finished deformation. ``pattern``: a regular expression on a file's path below
    the folder, with slashes. ``sign``: such a file, in words. ``products``: what the config's reference says of the
    family behind its name, if that does not tell enough.
    """

    reader: str
    form: Form
    pattern: str
    sign: str
    products: str = ""


FAMILIES = {
    "hyp3": Family(
        "hyp3.reader",
        "pairs",
        r"_unw_phase(_clip(ped)?)?\.tif$|(^|/)S1[^/]*_INT\d+[^/]*\.zip$",
        "HyP3's *_unw_phase.tif or ZIPs",
    ),
    "licsar": Family(
        "licsar.reader",
        "pairs",
        r"\d{8}_\d{8}[^/]*\.geo\.unw\.tif$|(^|/)(\d{8}_\d{8})/\2\.unw$",
        "LiCSAR's *.geo.unw.tif, or LiCSBAS's <date>_<date>.unw",
    ),
    "gamma": Family(
        "gamma.reader",
        "pairs",
        r"(?<!\d)(\d{8}[-_]\d{8}|\d{6}-\d{6})(?!\d)([^/]*(?<!\.geo))?[._]unw(_ifg)?\.tif$",
        "GAMMA's or PyRate's <date>-<date>_*_unw.tif",
        "GAMMA and PyRate",
    ),
    "snap_pairs": Family(
        "snap.pairs",
        "pairs",
        r"\.data/Unw_[^/]*\.img$|_[Uu]nw_(tc|TC)\.dim$",
        "SNAP's bands of unwrapped phase, Unw_*.img of BEAM-DIMAP",
        "SNAP, terrain-corrected",
    ),
    "snap_stack": Family(
        "snap.stack",
        "scenes",
        r"\.data/i_(?!ifg)[^/]*\.img$|\.znap/i_(?!ifg)[^/]*/\.zarray$|\.znap\.zip$",
        "SNAP's complex bands, i_*.img of BEAM-DIMAP or i_* of ZNAP, or *.znap.zip",
        "SNAP, BEAM-DIMAP or ZNAP",
    ),
    "opera": Family(
        "opera.reader",
        "scenes",
        r"(^|/)(OPERA_L2_CSLC-S1_[^/]*|t\d{3}_\d{6}_iw\d_\d{8}[^/]*)\.h5$",
        "OPERA's or COMPASS's CSLC files",
        "OPERA CSLC, COMPASS",
    ),
    "isce2": Family(
        "isce2.reader",
        "scenes",
        r"(^|/)SLC/(\d{8})/\2\.slc(\.full)?(\.vrt|\.xml)?$",
        "ISCE2's merged/SLC/<date>/<date>.slc",
        "topsStack",
    ),
    "mintpy": Family(
        "mintpy.reader",
        "deformation",
        r"(^|/)(timeseries[^/]*|velocity)\.h5$",
        "MintPy's timeseries or velocity",
        "MintPy's series or rate",
    ),
    "licsbas": Family(
        "licsbas.reader",
        "deformation",
        r"(^|/)cum(_filt)?\.h5$",
        "LiCSBAS's cum.h5",
        "LiCSBAS's series",
    ),
    "rate_raster": Family(
        "rate_raster.reader",
        "deformation",
        r"(^|/)rate\.tiff?$",
        "a rate as GeoTIFF, rate.tif",
        "a rate as GeoTIFF, with its look vector",
    ),
}


def form_of(source: str | None) -> Form | None:
    """What a value of `sar.source` brings; None without radar data, and while a folder is still to be recognised."""
    if source is None or source == "auto":
        return None
    return FAMILIES[source].form if source in FAMILIES else "scenes"


def described() -> str:
    """The families by what they bring, for the config's reference."""
    lines = []
    for form, title in FORMS.items():
        names = [
            f"`{name}`{f' ({family.products})' if family.products else ''}"
            for name, family in FAMILIES.items()
            if family.form == form
        ]
        lines.append(f"{title}: {', '.join(names)}.")
    return " ".join(lines)
