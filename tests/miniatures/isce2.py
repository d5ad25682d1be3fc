"""A folder in which ISCE2's topsStack was run: merged images and geometry, baselines, the reference's swaths.

An ascending pass seen from the left: columns go away from the satellite, lines along its flight. Samples are 25 m
apart on the ground and lines 40 m, where Sentinel-1's are about 4 m and 14 m. Images are flat little-endian files,
or with ``virtual`` files of bursts under a .vrt, as topsStack merges by default.
"""

from pathlib import Path

import numpy as np
from product_truth import EAST, NORTH, SOUTH, WAVELENGTH, WEST, Truth
from truth_orbit import MIDDLE, states
from truth_slc import images

FAMILY = "isce2"
QUANTISATION_M_PER_YR = 0.009  # speckle: 0.15 to 0.2 rad a pair at 9 looks make 0.007 over 60 days
SHAPE = 200, 330  # lines, samples
ACROSS_M, ALONG_M = 25.0, 40.0
EMPTY = 4  # columns at the far end that no burst covers
_TYPES = {"<c8": "cfloat", "<f8": "double", "<f4": "float", "|u1": "byte"}
_GDAL = {"<c8": "CFloat32", "<f8": "Float64", "<f4": "Float32", "|u1": "Byte"}


def degrees(truth: Truth) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude of every sample."""
    line, sample = np.indices(SHAPE)
    along, across = (line - SHAPE[0] / 2) * ALONG_M, (sample - SHAPE[1] / 2) * ACROSS_M
    heading = np.radians(truth.heading_deg)
    east = along * np.sin(heading) + across * np.cos(heading)
    north = along * np.cos(heading) - across * np.sin(heading)
    return MIDDLE[0] + east / 101.96e3, MIDDLE[1] + north / 110.76e3


def range_of_columns(truth: Truth) -> tuple[float, float]:
    """Slant range of the first column, and from one to the next (m)."""
    spacing = 60e3 / 101.96e3 * ACROSS_M * np.cos(np.radians(truth.heading_deg))
    return truth.centre_range - spacing * SHAPE[1] / 2, spacing


def write(
    folder: Path,
    truth: Truth,
    *,
    virtual: bool = False,
    full: bool = True,
    swaths: bool = True,
    reference: int = 0,
) -> None:
    """Write the folder; ``full`` as for looks other than 1 x 1, ``reference`` the stack's reference date."""
    lon, lat = degrees(truth)
    assert lon.min() < WEST and lon.max() > EAST and lat.min() < SOUTH and lat.max() > NORTH
    outside = np.zeros(SHAPE, bool)
    outside[:, -EMPTY:] = True
    end = ".full" if full else ""
    for day, image in images(truth, lon, lat, seed=90):
        image[outside | truth.missing(lon, lat)] = 0
        path = folder / "merged" / "SLC" / f"{day:%Y%m%d}" / f"{day:%Y%m%d}.slc{end}"
        if virtual:
            _write_bursts(folder, path, image)
        else:
            _write_image(path, image.astype("<c8")[np.newaxis])
    incidence, azimuth = np.degrees(truth.incidence(lon, lat)), np.full(SHAPE, 90 - truth.heading_deg - 360)
    mask = np.where(truth.height(lon, lat) > 400, 2, 0)
    for name, type_, bands in (
        ("hgt", "<f8", [truth.height(lon, lat)]),
        ("lat", "<f8", [lat]),
        ("lon", "<f8", [lon]),
        ("los", "<f4", [incidence, azimuth]),
        ("shadowMask", "|u1", [mask]),
    ):
        values = np.where(outside, 0, np.stack(bands)).astype(type_)
        _write_image(folder / "merged" / "geom_reference" / f"{name}.rdr{end}", values)
        if full:  # the multilooked one beside it, which is not to be taken
            _write_image(folder / "merged" / "geom_reference" / f"{name}.rdr", values[:, ::2, ::4])
    first = truth.dates[reference]
    for day in truth.dates:
        if day == first:
            continue
        name = f"{first:%Y%m%d}_{day:%Y%m%d}"
        (folder / "baselines" / name).mkdir(parents=True)
        positive_to_near_range = -truth.baseline(first, day)
        (folder / "baselines" / name / f"{name}.txt").write_text(
            "".join(
                f"swath: IW{swath}\nBperp (average): {positive_to_near_range + change}\nBpar (average): 3.1\n"
                for swath, change in ((1, -2.5), (2, 2.5))
            )
        )
    if swaths:
        near, spacing = range_of_columns(truth)
        (folder / "reference").mkdir()
        for swath, start in ((1, near), (2, near + 150 * spacing)):
            text = swath_xml(truth, swath, start, spacing, day=first)
            (folder / "reference" / f"IW{swath}.xml").write_text(text)


def _write_image(path: Path, bands: np.ndarray) -> None:
    """Bands (bands, lines, samples) interleaved by line, with the .xml beside them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.ascontiguousarray(bands.transpose(1, 0, 2)).tofile(path)
    Path(f"{path}.xml").write_text(image_xml(path, bands))


def image_xml(path: Path, bands: np.ndarray) -> str:
    """The header of an image."""
    count, length, width = bands.shape
    values = {
        "access_mode": "read",
        "byte_order": "l",
        "data_type": _TYPES[bands.dtype.str],
        "extra_file_name": f"{path}.vrt",
        "family": "image",
        "file_name": path,
        "length": length,
        "name": "image_name",
        "number_bands": count,
        "scheme": "BIL",
        "width": width,
        "xmax": width,
        "xmin": 0,
    }
    coordinates = "".join(
        f'    <component name="coordinate{axis}">\n        <factorymodule>isceobj.Image</factorymodule>\n'
        + _property("size", size, 2)
        + "    </component>\n"
        for axis, size in ((1, width), (2, length))
    )
    return f"<imageFile>\n{coordinates}{''.join(_property(*item) for item in values.items())}</imageFile>\n"


def _property(name: str, value: object, depth: int = 1) -> str:
    pad = "    " * depth
    return f'{pad}<property name="{name}">\n{pad}    <value>{value}</value>\n{pad}</property>\n'


def _write_bursts(folder: Path, path: Path, image: np.ndarray) -> None:
    """Two bursts that meet in the middle, each under a .vrt of its own, and the .vrt that merges them."""
    day = path.name[:8]
    bursts = folder / "coreg_secondarys" / day / "IW1"
    bursts.mkdir(parents=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    middle = SHAPE[0] // 2
    sources = ""
    for number, rows in ((1, slice(0, middle)), (2, slice(middle, SHAPE[0]))):
        part = image[rows].astype("<c8")
        name = bursts / f"burst_{number:02d}.slc"
        part.tofile(name)
        height, width = part.shape
        name.with_name(name.name + ".vrt").write_text(
            f'<VRTDataset rasterXSize="{width}" rasterYSize="{height}">\n'
            '  <VRTRasterBand dataType="CFloat32" band="1" subClass="VRTRawRasterBand">\n'
            f'    <SourceFilename relativeToVRT="1">{name.name}</SourceFilename>\n'
            f"    <ByteOrder>LSB</ByteOrder>\n    <PixelOffset>8</PixelOffset>\n"
            f"    <LineOffset>{8 * width}</LineOffset>\n  </VRTRasterBand>\n</VRTDataset>\n"
        )
        box = f'xOff="0" yOff="{{}}" xSize="{width}" ySize="{height}"'
        sources += (
            "    <SimpleSource>\n"
            f'      <SourceFilename relativeToVRT="1">../../../coreg_secondarys/{day}/IW1/{name.name}.vrt'
            "</SourceFilename>\n      <SourceBand>1</SourceBand>\n"
            f"      <SrcRect {box.format(0)}/>\n      <DstRect {box.format(rows.start)}/>\n    </SimpleSource>\n"
        )
    Path(f"{path}.vrt").write_text(
        f'<VRTDataset rasterXSize="{SHAPE[1]}" rasterYSize="{SHAPE[0]}">\n'
        '  <VRTRasterBand dataType="CFloat32" band="1">\n    <NoDataValue>0.0</NoDataValue>\n'
        f"{sources}  </VRTRasterBand>\n</VRTDataset>\n"
    )


def swath_xml(truth: Truth, swath: int, start: float, spacing: float, *, day, bursts: int = 2) -> str:
    """What the reference's file of a swath says of its bursts, the orbit with the first alone."""
    orbit = states(truth, day)
    vectors = "".join(
        f'                        <component name="statevector{number}">\n'
        + _property("position", place.tolist(), 7)
        + _property("velocity", speed.tolist(), 7)
        + _property("time", moment, 7)
        + "                        </component>\n"
        for number, (moment, place, speed) in enumerate(
            zip(orbit.times, orbit.positions, orbit.velocities, strict=True), start=1
        )
    )
    burst = {
        "azimuthtimeinterval": 0.002055556299999998,
        "numberoflines": SHAPE[0],
        "numberofsamples": SHAPE[1],
        "passdirection": "ASCENDING",
        "polarization": "VV",
        "radarwavelength": WAVELENGTH,
        "rangepixelsize": spacing,
        "sensingstart": orbit.times[8],
        "startingrange": start,
        "swathnumber": swath,
        "tracknumber": 11,
    }
    described = "".join(_property(name, value, 4) for name, value in burst.items())
    more = "".join(
        f'            <component name="burst{number}">\n{described}            </component>\n'
        for number in range(2, bursts + 1)
    )
    return (
        '<productmanager_name>\n    <component name="instance">\n'
        '        <component name="bursts">\n            <component name="burst1">\n'
        + described
        + '                <component name="orbit">\n                    <component name="state_vectors">\n'
        + vectors
        + "                    </component>\n                </component>\n            </component>\n"
        + more
        + "        </component>\n"
        + _property("mission", "S1A", 2)
        + _property("spacecraftname", "Sentinel-1", 2)
        + "    </component>\n</productmanager_name>\n"
    )
