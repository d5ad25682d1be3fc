"""SNAP's coregistered stack as BEAM-DIMAP: all dates in one product, as Back-Geocoding and Deburst leave it."""

from pathlib import Path

import numpy as np
from product_truth import Truth
from snap_files import write_dimap
from snap_simulation import look, metadata, short

FAMILY = "snap_stack"
# Nothing is rounded in this family; speckle of 0.15 to 0.2 rad a pair at 9 looks makes 0.007 over 60 days.
QUANTISATION_M_PER_YR = 0.009


def write(
    folder: Path,
    truth: Truth,
    *,
    dtype: str = ">f4",
    speckle: bool = True,
    naming: tuple[str, str] = ("mst", "slv"),
    elevation: bool = False,
    extra: dict | None = None,
) -> None:
    """The stack as one product.

    Parameters
    ----------
    dtype : of the images, with its byte order
    speckle : False makes each cell one steady echo
    naming : how the bands of the reference and of the other dates are called
    elevation : whether to add the band that SNAP's interferogram operator can write
    extra : attributes of the reference's metadata that are to be otherwise
    """
    images = look(truth, speckle=speckle)
    bands: dict[str, np.ndarray] = {}
    for number, day in enumerate(truth.dates):
        which = naming[0] if number == 0 else f"{naming[1]}{number}"
        for part in "iq":
            values = images.slc[day].real if part == "i" else images.slc[day].imag
            bands[f"{part}_IW1_VV_{which}_{short(day)}"] = values
    if elevation:
        bands["elevation"] = images.height
    root = "Secondary" if naming[1] == "sec" else "Slave"
    tree = metadata(truth, truth.dates, root=root, extra=extra)
    write_dimap(folder, "S1A_IW_SLC_Orb_Stack_Deb", bands, tree, dtype=dtype)
