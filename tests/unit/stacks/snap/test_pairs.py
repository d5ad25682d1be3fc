"""SNAP's terrain-corrected pairs: sign by the band's name, the map by the .dim, byte order by the header."""

import datetime
import shutil
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import pytest
from affine import Affine
from miniatures.snap_pairs import WKT, write
from product_truth import Truth, degree_grid, degrees
from rasterio.crs import CRS
from rasterio.warp import transform_bounds

from scarpwatch.conventions import PHASE_SIGN
from scarpwatch.errors import InputError
from scarpwatch.grids.grid import Grid, read_grid
from scarpwatch.stacks.snap.pairs import SIGN, list_folder, read_facts, read_geometry, read_pair

TRUTH = Truth(dates=Truth().dates[:3])
LON, LAT, (WEST, NORTH, SPACING) = degree_grid()
UTM = """PROJCS["UTM Zone 49 / World Geodetic System 1984",
  GEOGCS["World Geodetic System 1984",
    DATUM["World Geodetic System 1984",
      SPHEROID["WGS 84", 6378137.0, 298.257223563, AUTHORITY["EPSG","7030"]],
      AUTHORITY["EPSG","6326"]],
    PRIMEM["Greenwich", 0.0, AUTHORITY["EPSG","8901"]],
    UNIT["degree", 0.017453292519943295],
    AXIS["Geodetic longitude", EAST],
    AXIS["Geodetic latitude", NORTH]],
  PROJECTION["Transverse_Mercator"],
  PARAMETER["central_meridian", 111.0],
  PARAMETER["latitude_of_origin", 0.0],
  PARAMETER["scale_factor", 0.9996],
  PARAMETER["false_easting", 500000.0],
  PARAMETER["false_northing", 0.0],
  UNIT["m", 1.0],
  AXIS["Easting", EAST],
  AXIS["Northing", NORTH]]"""
NAMES = ["20240105_20240117", "20240105_20240129", "20240117_20240129"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("pairs")
    write(path, TRUTH)
    return path


@pytest.fixture
def copy(folder, tmp_path):
    return Path(shutil.copytree(folder, tmp_path / "pairs"))


def replace_text(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_folder_is_listed(folder) -> None:
    listing = list_folder(folder)
    assert [pair.name for pair in listing.pairs] == NAMES
    assert [pair.backwards for pair in listing.pairs] == [False, False, True]
    assert listing.notes == (
        "reversed pairs (SNAP's reference is the later date), negated: 20240117_20240129.",
    )
    assert SIGN.startswith(PHASE_SIGN)
    left = list_folder(folder, exclude=[datetime.date(2024, 1, 29)])
    assert [pair.name for pair in left.pairs] == NAMES[:1]


def test_the_phase_grows_with_the_distance_whichever_date_was_the_reference(folder) -> None:
    sinking = np.unravel_index(np.argmin(TRUTH.rate(LON, LAT)), LON.shape)
    still = np.abs(TRUTH.rate(LON, LAT)) < 1e-7
    lake = TRUTH.missing(LON, LAT)
    for pair in list_folder(folder).pairs:
        data = read_pair(pair)
        assert data.unwrapped[sinking] - np.median(data.unwrapped[still & ~lake]) > 0.5
        assert (np.isnan(data.unwrapped) == lake).all()
        assert (np.isnan(data.coherence) == lake).all()
        assert data.coherence[~lake] == pytest.approx(
            TRUTH.coherence(LON, LAT, pair.reference, pair.secondary)[~lake], abs=1e-6
        )


def test_the_map_is_that_of_the_dim_and_not_that_of_the_headers(folder) -> None:
    pair = list_folder(folder).pairs[0]
    grid = read_facts(pair).grid
    assert (grid.transform.a, grid.transform.e) == pytest.approx((SPACING, -SPACING))
    assert (grid.transform.c, grid.transform.f) == pytest.approx((WEST, NORTH))
    assert grid.crs == CRS.from_epsg(4326)  # under SNAP's own name for it


def test_coordinate_systems_in_snaps_writing(copy) -> None:
    pair = list_folder(copy).pairs[0]
    path = Path(pair.files["metadata"])
    text = path.read_text()
    assert "WGS84(DD)" in text
    path.write_text(text.replace(escape(WKT), escape(UTM)))
    assert read_facts(pair).grid.crs == CRS.from_epsg(32649)
    path.write_text(text.replace("298.257223563", "299.1528128"))  # Clarke's ellipsoid of 1866 is not WGS 84
    assert read_facts(pair).grid.crs != CRS.from_epsg(4326)


def test_what_gdal_makes_of_the_headers(folder) -> None:
    pair = list_folder(folder).pairs[0]
    lon, lat = degrees(read_facts(pair).grid)
    assert np.abs(lon - LON).max() < 1e-9
    assert np.abs(lat - LAT).max() < 1e-9
    assert abs(read_grid(pair.files["unwrapped"]).transform.c - WEST) > 0.05  # what GDAL makes of the header


def test_the_order_of_the_transforms_six_numbers(copy) -> None:
    """Steps per column come first, those per row next: shears stand second and third."""
    for product in copy.glob("*/*_tc.dim"):
        replace_text(product, f"{SPACING},0.0,0.0,{-SPACING}", f"{SPACING},0.0002,0.0003,{-SPACING}")
    transform = read_facts(list_folder(copy).pairs[0]).grid.transform
    assert transform @ (10, 0) == pytest.approx((WEST + 0.01, NORTH + 0.002))
    assert transform @ (0, 10) == pytest.approx((WEST + 0.003, NORTH - 0.01))


@pytest.mark.parametrize("dtype", ["<f4", ">f4"])
def test_the_byte_order_is_the_headers(tmp_path, folder, dtype) -> None:
    write(tmp_path, TRUTH, dtype=dtype)
    for one, other in zip(list_folder(tmp_path).pairs, list_folder(folder).pairs, strict=True):
        assert np.array_equal(read_pair(one).unwrapped, read_pair(other).unwrapped, equal_nan=True)


@pytest.mark.parametrize("table", [True, False])
def test_baselines_from_the_table_or_the_orbits(tmp_path, table) -> None:
    write(tmp_path, TRUTH, table=table)
    for pair in list_folder(tmp_path).pairs:
        found = read_facts(pair).perpendicular_baseline_m
        assert found == pytest.approx(TRUTH.baseline(pair.reference, pair.secondary), abs=0.6)
        assert read_facts(pair).looks == 64


def test_without_the_other_dates_metadata_the_baseline_is_not_known(tmp_path) -> None:
    write(tmp_path, TRUTH, table=False)
    for product in tmp_path.glob("*/*_unw_tc.dim"):
        replace_text(product, 'name="Slave_Metadata"', 'name="Lost"')
    assert np.isnan(read_facts(list_folder(tmp_path).pairs[0]).perpendicular_baseline_m)


def test_geometry_on_a_projected_grid(folder) -> None:
    """SNAP can terrain-correct to UTM as well: the view depends on the place alone."""
    listing = list_folder(folder)
    utm = CRS.from_epsg(32649)
    left, bottom, right, top = transform_bounds("EPSG:4326", utm, 113.60, 23.60, 113.66, 23.65)
    grid = Grid(
        utm, Affine(100, 0, left, 0, -100, top), (int((top - bottom) / 100), int((right - left) / 100))
    )
    height = np.full(grid.shape, 120, np.float32)
    height[:5] = np.nan
    layers = read_geometry(listing.geometry, grid, height).layers
    lon, lat = degrees(grid)
    assert np.abs(layers["incidence"] - TRUTH.incidence(lon, lat)).max() < 0.01
    assert np.isnan(layers["height"][:5]).all()
    assert np.diff(layers["slant_range"], axis=1).min() > 40  # m in 100 m on the ground, growing to the east


def test_another_grid_of_the_coherence(copy) -> None:
    product = next(copy.glob("*/20240105_20240117_coh_tc.dim"))
    replace_text(product, f",{WEST},", f",{WEST + SPACING},")
    with pytest.raises(InputError, match=r"its grid .* is not that of Unw_Phase"):
        read_pair(list_folder(copy).pairs[0])


def test_coherence_that_is_none(copy) -> None:
    pair = list_folder(copy).pairs[0]
    image = Path(pair.files["coherence"])
    image.write_bytes((np.frombuffer(image.read_bytes(), ">f4") * 255).astype(">f4").tobytes())
    with pytest.raises(InputError, match=r"its values go from .* to 2\d\d\.?\d*, not 0 to 1"):
        read_pair(pair)


def test_faults_of_a_folder(copy, tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"there is no product .* with a band of unwrapped phase"):
        list_folder(tmp_path / "empty")
    data = copy / NAMES[0] / f"{NAMES[0]}_unw_tc.data"
    band = next(data.glob("Unw_*.img"))
    shutil.copy(band, band.with_stem("Unw_other_05Jan2024_17Jan2024"))
    with pytest.raises(InputError, match=r"it has 2 bands Unw_\*"):
        list_folder(copy)
    band.with_stem("Unw_other_05Jan2024_17Jan2024").unlink()
    band.rename(band.with_stem("Unw_Phase"))
    with pytest.raises(InputError, match="does not hold two dates like 10Jul2018_22Jul2018"):
        list_folder(copy)
    (data / "Unw_Phase.img").unlink()
    with pytest.raises(InputError, match=r"it has no band Unw_\*"):
        list_folder(copy)


def test_a_pair_without_coherence_or_there_twice(copy) -> None:
    shutil.copytree(copy / NAMES[0], copy / "again")
    with pytest.raises(InputError, match="the same dates stand there a second time"):
        list_folder(copy)
    shutil.rmtree(copy / "again")
    (copy / NAMES[0] / f"{NAMES[0]}_coh_tc.dim").unlink()
    with pytest.raises(InputError, match="there is no coherence"):
        list_folder(copy)


def flatten(folder: Path) -> None:
    """All products in one folder, as some users export them."""
    for path in sorted(folder.glob("2024*_2024*/*")):
        path.rename(folder / path.name)


def test_no_pair_borrows_the_coherence_of_another(copy) -> None:
    flatten(copy)
    for name in NAMES[1:]:
        (copy / f"{name}_coh_tc.dim").unlink()
    with pytest.raises(
        InputError, match=r"no coherence .* of this pair beside it, but coh_IW1_VV_05Jan2024_17Jan2024"
    ) as caught:
        list_folder(copy)
    assert f"{NAMES[1]}_unw_tc.dim" in caught.value.where


def test_a_coherence_under_another_pairs_name(copy) -> None:
    for end in ("dim", "data"):
        (copy / NAMES[0] / f"{NAMES[0]}_coh_tc.{end}").rename(copy / f"kept.{end}")
        (copy / NAMES[1] / f"{NAMES[1]}_coh_tc.{end}").rename(copy / NAMES[0] / f"{NAMES[0]}_coh_tc.{end}")
        (copy / f"kept.{end}").rename(copy / NAMES[1] / f"{NAMES[1]}_coh_tc.{end}")
    with pytest.raises(InputError, match="of this pair beside it, but coh_IW1_VV_05Jan2024_29Jan2024"):
        list_folder(copy)


def test_a_coherence_of_any_name_is_known_by_its_dates(copy) -> None:
    flatten(copy)
    for number, name in enumerate(NAMES):
        for end in ("dim", "data"):
            (copy / f"{name}_coh_tc.{end}").rename(copy / f"{'cab'[number]}_coh_tc.{end}")
    pairs = list_folder(copy).pairs
    assert [Path(pair.files["coherence_metadata"]).name[0] for pair in pairs] == ["c", "a", "b"]
    for end in ("dim", "data"):
        (copy / f"c_coh_tc.{end}").rename(copy / f"{NAMES[0]}_coh_tc.{end}")
    band = next((copy / f"{NAMES[0]}_coh_tc.data").glob("coh_*.img"))
    band.rename(band.with_name("coh_VV.img"))  # under the pair's own name it need not say its dates
    band.with_suffix(".hdr").rename(band.with_name("coh_VV.hdr"))
    assert list_folder(copy).pairs[0].files["coherence"].endswith("coh_VV.img")


def rename(product: Path, name: str) -> None:
    for end in ("dim", "data"):
        product.with_suffix(f".{end}").rename(product.with_name(f"{name}.{end}"))


@pytest.mark.parametrize("old", ["Unw_Phase_ifg_VV_{}", "Unw_Phase_ifg_{}", "Unw_Phase_ifg_{}_VV"])
def test_bands_as_every_version_of_snap_names_them(copy, old) -> None:
    for band in [*copy.glob("*/*.data/Unw_*.img")]:
        days = "_".join(band.stem.split("_")[3:5])
        for end in (".img", ".hdr"):
            band.with_suffix(end).rename(band.with_name(old.format(days) + end))
    listing = list_folder(copy)
    assert [pair.name for pair in listing.pairs] == NAMES
    assert [pair.backwards for pair in listing.pairs] == [False, False, True]


def test_products_under_snaps_own_names(copy) -> None:
    """Its default names hold all steps; the product before the terrain correction has the same band."""
    for number, name in enumerate(NAMES):
        rename(copy / name / f"{name}_unw_tc.dim", f"S1B_IW_SLC_{number}_Stack_Ifg_Deb_Flt_ML_Unw_TC")
        rename(copy / name / f"{name}_coh_tc.dim", f"S1B_IW_SLC_{number}_Stack_Ifg_Deb_Flt_ML_coh_TC")
    before = copy / "S1B_IW_SLC_0_Stack_Ifg_Deb_Flt_ML_Unw"
    source = next((copy / NAMES[0]).glob("*_Unw_TC.dim"))
    shutil.copytree(source.with_suffix(".data"), before.with_suffix(".data"))
    text = source.read_text()
    start, end = text.index("    <Coordinate_Reference_System>"), text.index("    <Raster_Dimensions>")
    before.with_suffix(".dim").write_text(text[:start] + text[end:])
    listing = list_folder(copy)
    assert [pair.name for pair in listing.pairs] == NAMES
    assert {Path(pair.files["metadata"]).name[-11:] for pair in listing.pairs} == {"_Unw_TC.dim"}
    assert not any("passed over" in note for note in listing.notes)
    source.unlink()
    listing = list_folder(copy)
    assert [pair.name for pair in listing.pairs] == NAMES[1:]
    assert "1 pair is unwrapped but not terrain-corrected, and passed over." in listing.notes
    for name in NAMES[1:]:
        shutil.rmtree(copy / name)
    with pytest.raises(InputError, match="its unwrapped phase is not on a map"):
        list_folder(copy)


def test_phase_and_coherence_in_one_product(copy) -> None:
    for name in NAMES:
        kept = copy / name / f"{name}_unw_tc.data"
        for path in (copy / name / f"{name}_coh_tc.data").iterdir():
            path.rename(kept / path.name)
        (copy / name / f"{name}_coh_tc.dim").unlink()
    pairs = list_folder(copy).pairs
    assert all(pair.files["coherence_metadata"] == pair.files["metadata"] for pair in pairs)
    lake = TRUTH.missing(LON, LAT)
    for pair in pairs:
        truth = TRUTH.coherence(LON, LAT, pair.reference, pair.secondary)[~lake]
        assert read_pair(pair).coherence[~lake] == pytest.approx(truth, abs=1e-6)


def test_a_coherence_in_another_folder_is_known_by_its_dates_and_polarisation(copy) -> None:
    for number, name in enumerate(NAMES):
        for product in (copy / name).glob("*_coh_tc.*"):
            target = copy / "coherence" / f"{number}{product.suffix}"
            target.parent.mkdir(exist_ok=True)
            product.rename(target)
    assert [Path(pair.files["coherence_metadata"]).stem for pair in list_folder(copy).pairs] == [
        "0",
        "1",
        "2",
    ]
    for end in (".dim", ".data"):
        copied = shutil.copytree if end == ".data" else shutil.copy
        copied(copy / "coherence" / f"0{end}", copy / "coherence" / f"9{end}")
    with pytest.raises(
        InputError, match=r"there is not one coherence .* of this pair .* of 0\.dim, .* of 9\.dim"
    ):
        list_folder(copy)
    for band in [*(copy / "coherence" / "9.data").iterdir()]:
        band.rename(band.with_name(band.name.replace("_VV_", "_VH_")))
    assert Path(list_folder(copy).pairs[0].files["coherence_metadata"]).stem == "0"


def test_a_real_pair_over_iceland(shared_real: Path, tmp_path: Path) -> None:
    """Headers of SNAP 8: one product with phase and coherence under the names it gave; the pixels are not there."""
    name = "20190902_20190914_Orb_Stack_Ifg_Deb_TopoPhase_ML_Flt_Unw_TC"
    header = shared_real / "snap_pair_headers" / "S1_IW_SLC_DInSARStack_20190902_20190914.dim"
    (tmp_path / f"{name}.dim").symlink_to(header)
    data = tmp_path / f"{name}.data"
    data.mkdir()
    for band in ("Unw_Phase_ifg_02Sep2019_14Sep2019_VV", "coh_IW2_VV_02Sep2019_14Sep2019"):
        (data / f"{band}.hdr").write_text(
            "ENVI\nsamples = 5282\nlines = 1390\nbands = 1\ndata type = 4\nbyte order = 1\n"
        )
        with (data / f"{band}.img").open("wb") as file:
            file.truncate(4 * 5282 * 1390)
    (pair,) = list_folder(tmp_path).pairs
    assert (pair.name, pair.backwards) == ("20190902_20190914", False)
    facts = read_facts(pair)
    assert (facts.sensor, facts.track) == ("Sentinel-1B", "relative orbit 155 descending IW2")
    assert facts.heading_deg == pytest.approx(-168.80, abs=0.005)
    assert facts.looks == 12
    assert facts.wavelength_m == pytest.approx(0.05546576, abs=1e-8)
    assert facts.perpendicular_baseline_m == pytest.approx(10.54, abs=0.005)
    assert facts.grid.crs == CRS.from_epsg(4326)
    assert facts.grid.shape == (1390, 5282)
    assert (facts.grid.transform.a, facts.grid.transform.e) == (3.7729241933019903e-4, -3.7729241933019903e-4)
    assert (facts.grid.transform.c, facts.grid.transform.f) == (-23.81305948122161, 64.26764262640401)


def test_damaged_products(copy) -> None:
    pair = list_folder(copy).pairs[0]
    image = Path(pair.files["coherence"])
    whole = image.read_bytes()
    image.write_bytes(whole[:-10])
    with pytest.raises(InputError, match="truncated"):
        read_facts(pair)
    image.write_bytes(whole)
    replace_text(Path(pair.files["metadata"]), "<IMAGE_TO_MODEL_TRANSFORM>", "<IMAGE_TO_MODEL_TRANSFORM>x")
    with pytest.raises(InputError, match="does not say where its cells lie"):
        read_facts(pair)


def test_an_orbit_that_does_not_reach(tmp_path) -> None:
    write(tmp_path, TRUTH)
    listing = list_folder(tmp_path)
    grid = read_facts(listing.pairs[0]).grid
    far = Grid(grid.crs, grid.transform @ grid.transform.translation(0, -12000), grid.shape)
    with pytest.raises(InputError, match="do not reach over the interferograms"):
        read_geometry(listing.geometry, far, np.zeros(far.shape, np.float32))
