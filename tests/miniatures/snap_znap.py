"""SNAP's coregistered stack as ZNAP: each date in a product of its own, the geometry in one of them alone."""

from pathlib import Path

import numpy as np
from product_truth import WAVELENGTH, Truth
from snap_files import write_znap
from snap_simulation import look, metadata, short

from miniatures import snap_stack

FAMILY = "snap_stack"
QUANTISATION_M_PER_YR = snap_stack.QUANTISATION_M_PER_YR


def write(
    folder: Path,
    truth: Truth,
    *,
    speckle: bool = True,
    flattened: bool = False,
    compressor: str | None = None,
    geometry: bool = True,
) -> None:
    """The stack, one product per date.

    Parameters
    ----------
    speckle : False makes each cell one steady echo
    flattened : whether SNAP's flat-earth and topographic phase were taken out by band arithmetic
    compressor : None or "zlib"
    geometry : whether the last date's product has elevation, latitude and longitude
    """
    images = look(truth, speckle=speckle)
    first = truth.dates[0]
    for day in truth.dates:
        values, graph = images.slc[day], None
        if flattened and day != first:
            apart = images.geometric[day] - images.geometric[first]
            values = values * np.exp(4j * np.pi / WAVELENGTH * apart)
            graph = _arithmetic(first, day)
        bands = {f"i_VV_{short(day)}": values.real, f"q_VV_{short(day)}": values.imag}
        if geometry and day == truth.dates[-1]:
            bands["elevation_VV"] = images.height
            bands["latitude_VV"], bands["longitude_VV"] = images.latitude, images.longitude
        days = [first] if day == first else [first, day]
        write_znap(
            folder, f"{day:%Y%m%d}-coreg", bands, metadata(truth, days, graph=graph), compressor=compressor
        )


def _arithmetic(first, day) -> dict:
    """The node of the graph with which users flatten in SNAP."""
    both = f"IW1_VV_{short(first)}_{short(day)}"
    angle = f"$2.fep_{both} + $2.topo_{both}"
    one, other = (f"$1.{part}_IW1_VV_slv1_{short(day)}" for part in "iq")
    expressions = {
        f"i_VV_{short(day)}": f"{one} * cos({angle}) - {other} * sin({angle})",
        f"q_VV_{short(day)}": f"{one} * sin({angle}) + {other} * cos({angle})",
    }
    targets = {
        f"targetBand.{number}": {"expression": text, "name": name, "type": "float32"}
        for number, (name, text) in enumerate(expressions.items())
    }
    parameters = {"variables": "", "targetBands": targets}
    return {"node.6": {"id": "bandmaths", "operator": "BandMaths", "parameters": parameters}}
