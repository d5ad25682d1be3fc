"""SNAP's two forms of files: BEAM-DIMAP (XML, and raw images with headers) and ZNAP (JSON, and Zarr version 2)."""

import json
import zlib
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import numpy as np

_ENVI = {"f4": 4, "i2": 2, "f8": 5}


def _dim_value(value) -> tuple[str, str]:
    if isinstance(value, datetime):
        return "utc", f"{value:%d-%b-%Y %H:%M:%S.%f}".upper()
    if isinstance(value, int):
        return "int32", str(value)
    if isinstance(value, float):
        return "float64", repr(value)
    return "ascii", str(value)


def _dim_element(name: str, content: dict, indent: int) -> list[str]:
    pad = " " * indent
    lines = [f"{pad}<MDElem name={quoteattr(name)}>"]
    for key, value in content.items():
        if isinstance(value, dict):
            lines += _dim_element(key, value, indent + 4)
        else:
            kind, text = _dim_value(value)
            lines.append(
                f'{pad}    <MDATTR name={quoteattr(key)} type="{kind}" mode="rw">{escape(text)}</MDATTR>'
            )
    return [*lines, f"{pad}</MDElem>"]


def write_dimap(
    folder: Path,
    name: str,
    bands: dict[str, np.ndarray],
    tree: dict,
    *,
    dtype: str = ">f4",
    wkt: str = "",
    transform: str = "",
    map_info: str = "",
) -> Path:
    """One product: `<name>.dim` and `<name>.data/<band>.img` with `.hdr`.

    Parameters
    ----------
    bands : the bands' names and values, all of one size
    tree : of metadata
    dtype : of the images, with the byte order that the headers then say
    wkt, transform : coordinate system and IMAGE_TO_MODEL_TRANSFORM of a map projection
    map_info : what the headers say of the map, which in SNAP's is wrong
    """
    data = folder / f"{name}.data"
    data.mkdir(parents=True, exist_ok=True)
    rows, columns = next(iter(bands.values())).shape
    order = 1 if dtype[0] == ">" else 0
    infos, access = [], []
    for index, (band, values) in enumerate(bands.items()):
        (data / f"{band}.img").write_bytes(np.ascontiguousarray(values, dtype).tobytes())
        (data / f"{band}.hdr").write_text(
            f"ENVI\ndescription = {{{band} - Unit: real}}\nsamples = {columns}\nlines = {rows}\nbands = 1\n"
            f"header offset = 0\nfile type = ENVI Standard\ndata type = {_ENVI[dtype[1:]]}\ninterleave = bsq\n"
            f"byte order = {order}\nband names = {{ {band} }}\n"
            f"data gain values = {{1.0}}\ndata offset values = {{0.0}}\n{map_info}"
        )
        access.append(
            f'        <Data_File>\n            <DATA_FILE_PATH href="{name}.data/{band}.hdr" />\n'
            f"            <BAND_INDEX>{index}</BAND_INDEX>\n        </Data_File>"
        )
        infos.append(
            f"        <Spectral_Band_Info>\n            <BAND_INDEX>{index}</BAND_INDEX>\n"
            f"            <BAND_NAME>{band}</BAND_NAME>\n            <DATA_TYPE>float32</DATA_TYPE>\n"
            f"            <NO_DATA_VALUE_USED>true</NO_DATA_VALUE_USED>\n"
            f"            <NO_DATA_VALUE>0.0</NO_DATA_VALUE>\n        </Spectral_Band_Info>"
        )
    projection = ""
    if wkt:
        projection = (
            f"    <Coordinate_Reference_System>\n        <WKT>\n{escape(wkt)}\n        </WKT>\n"
            f"    </Coordinate_Reference_System>\n    <Geoposition>\n"
            f"        <IMAGE_TO_MODEL_TRANSFORM>{transform}</IMAGE_TO_MODEL_TRANSFORM>\n    </Geoposition>\n"
        )
    lines = [
        f"<Dimap_Document name={quoteattr(name + '.dim')}>",
        '    <Metadata_Id>\n        <METADATA_FORMAT version="2.12.1">DIMAP</METADATA_FORMAT>\n'
        "        <METADATA_PROFILE>BEAM-DATAMODEL-V1</METADATA_PROFILE>\n    </Metadata_Id>",
        f"{projection}    <Raster_Dimensions>\n        <NCOLS>{columns}</NCOLS>\n        <NROWS>{rows}</NROWS>\n"
        f"        <NBANDS>{len(bands)}</NBANDS>\n    </Raster_Dimensions>",
        "    <Data_Access>\n        <DATA_FILE_FORMAT>ENVI</DATA_FILE_FORMAT>",
        *access,
        "    </Data_Access>\n    <Image_Interpretation>",
        *infos,
        "    </Image_Interpretation>\n    <Dataset_Sources>",
        *_dim_element("metadata", tree, 8),
        "    </Dataset_Sources>\n</Dimap_Document>",
    ]
    path = folder / f"{name}.dim"
    path.write_text("\n".join(lines) + "\n")
    return path


def _znap_data(value) -> dict:
    if isinstance(value, datetime):
        apart = value - datetime(2000, 1, 1)
        return {"type": "utc", "elems": [apart.days, apart.seconds, apart.microseconds]}
    if isinstance(value, str):
        return {"type": "ascii", "elems": value}
    kind = "int32" if isinstance(value, int) else "float64"
    return {"type": kind, "elems": [value]}


def _znap_element(name: str, content: dict) -> dict:
    found: dict = {"name": name}
    attributes = [
        {"name": key, "readOnly": False, "data": _znap_data(value)}
        for key, value in content.items()
        if not isinstance(value, dict)
    ]
    elements = [_znap_element(key, value) for key, value in content.items() if isinstance(value, dict)]
    if attributes:
        found["attributes"] = attributes
    if elements:
        found["elements"] = elements
    return found


def write_array(
    folder: Path,
    values: np.ndarray,
    *,
    chunks: tuple[int, int],
    compressor: str | None = None,
    attributes: dict | None = None,
) -> None:
    """One array of Zarr version 2, big-endian float32 as SNAP writes it; chunks at the edges are full."""
    folder.mkdir(parents=True)
    header = {
        "chunks": list(chunks),
        "compressor": None if compressor is None else {"id": compressor, "level": 3},
        "dtype": ">f4",
        "fill_value": 0.0,
        "filters": None,
        "order": "C",
        "shape": list(values.shape),
        "dimension_separator": ".",
        "zarr_format": 2,
    }
    (folder / ".zarray").write_text(json.dumps(header, indent=2))
    (folder / ".zattrs").write_text(json.dumps({"znap_format": "0.1", **(attributes or {})}, indent=2))
    for i in range(-(-values.shape[0] // chunks[0])):
        for j in range(-(-values.shape[1] // chunks[1])):
            part = values[i * chunks[0] : (i + 1) * chunks[0], j * chunks[1] : (j + 1) * chunks[1]]
            full = np.zeros(chunks, ">f4")
            full[: part.shape[0], : part.shape[1]] = part
            data = full.tobytes()
            (folder / f"{i}.{j}").write_bytes(zlib.compress(data) if compressor == "zlib" else data)


def write_znap(
    folder: Path,
    name: str,
    bands: dict[str, np.ndarray],
    tree: dict,
    *,
    chunks: tuple[int, int] = (128, 256),
    compressor: str | None = None,
) -> Path:
    """One product: `<name>.znap`, a folder with an array per band and the metadata in JSON."""
    product = folder / f"{name}.znap"
    (product / "SNAP").mkdir(parents=True)
    (product / ".zgroup").write_text('{\n  "zarr_format" : 2\n}')
    (product / "SNAP" / ".zgroup").write_text('{\n  "zarr_format" : 2\n}')
    shape = next(iter(bands.values())).shape
    (product / ".zattrs").write_text(
        json.dumps(
            {
                "znap_format": "0.1",
                "product_name": name,
                "product_type": "SLC",
                "product_scene_raster_width": shape[1],
                "product_scene_raster_height": shape[0],
            }
        )
    )
    (product / "SNAP" / "product_metadata.json").write_text(
        json.dumps([_znap_element(key, value) for key, value in tree.items()])
    )
    for band, values in bands.items():
        write_array(
            product / band,
            values,
            chunks=chunks,
            compressor=compressor,
            attributes={"_ARRAY_DIMENSIONS": ["y", "x"], "units": "real"},
        )
    return product
