"""SNAP's terrain-corrected interferograms, in the folders that MintPy's guide for SNAP asks for.

Bands, baseline table and coordinate system are written as in the headers of a real pair of SNAP 8 over Iceland.
"""

from pathlib import Path

import numpy as np
from product_truth import Truth, degree_grid
from snap_files import write_dimap
from snap_simulation import baselines, metadata, short

FAMILY = "snap_pairs"
# Phase is float32 and below 30 rad: rounding of 1e-6 rad is 1e-8 m over weeks.
QUANTISATION_M_PER_YR = 1e-6
WKT = """GEOGCS["WGS84(DD)",
  DATUM["WGS84",
    SPHEROID["WGS84", 6378137.0, 298.257223563]],
  PRIMEM["Greenwich", 0.0],
  UNIT["degree", 0.017453292519943295],
  AXIS["Geodetic longitude", EAST],
  AXIS["Geodetic latitude", NORTH]]"""
# In SNAP the headers say of the map what is not so; here they lie by a tenth of a degree.
WRONG_MAP = "map info = {Geographic Lat/Lon, 1.5, 1.5, 113.7, 23.75, 0.001, 0.001, WGS-84, units=Degrees}\n"


def write(
    folder: Path,
    truth: Truth,
    *,
    backwards: tuple[int, ...] = (2,),
    dtype: str = ">f4",
    table: bool = True,
    extra: dict | None = None,
) -> None:
    """One folder per pair.

    Parameters
    ----------
    backwards : numbers of the pairs in which SNAP's reference was the later date
    dtype : of the images, with its byte order
    table : whether the metadata have the table of baselines
    extra : attributes of the reference's metadata that are to be otherwise
    """
    lon, lat, (west, north, spacing) = degree_grid()
    lake = truth.missing(lon, lat)
    transform = f"{spacing},0.0,0.0,{-spacing},{west},{north}"
    for number, (first, second) in enumerate(truth.pairs):
        phase = truth.phase(lon, lat, first, second)
        # SNAP's SNAPHU import leaves an arbitrary whole number of cycles.
        phase = phase - 2 * np.pi * (number % 3)
        names = (first, second)
        if number in backwards:
            phase, names = -phase, (second, first)
        days = f"{short(names[0])}_{short(names[1])}"
        layers = {
            "unw": {f"Unw_Phase_ifg_{days}_VV": phase},
            "coh": {f"coh_IW1_VV_{days}": truth.coherence(lon, lat, first, second)},
            "filt_int_sub": {
                f"i_ifg_VV_{days}": np.cos(phase),
                f"q_ifg_VV_{days}": np.sin(phase),
                f"Phase_ifg_VV_{days}": np.angle(np.exp(1j * phase)),
            },
        }
        map_of = {
            "is_terrain_corrected": 1,
            "azimuth_looks": 4.0,
            "range_looks": 16.0,
            "map_projection": "Geographic Lat/Lon",
            **(extra or {}),
        }
        tree = metadata(truth, list(names), extra=map_of, reference=names[0])
        tree["Abstracted_Metadata"]["Baselines"] = (
            baselines(truth, list(names), ("Master: ", "Slave: ")) if table else {}
        )
        pair = f"{first:%Y%m%d}_{second:%Y%m%d}"
        for kind, bands in layers.items():
            write_dimap(
                folder / pair,
                f"{pair}_{kind}_tc",
                {name: np.where(lake, 0, values) for name, values in bands.items()},
                tree,
                dtype=dtype,
                wkt=WKT,
                transform=transform,
                map_info=WRONG_MAP,
            )
    dem = {"elevation_VV": truth.height(lon, lat)}
    write_dimap(folder, "dem_tc", dem, {}, dtype=dtype, wkt=WKT, transform=transform)
