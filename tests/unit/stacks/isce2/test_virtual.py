"""Flat files behind virtual images: what is missing or cut short is named."""

import pytest

from scarpwatch.errors import InputError
from scarpwatch.stacks.isce2.virtual import require_whole

RAW = """<VRTDataset rasterXSize="7" rasterYSize="5">
  <VRTRasterBand dataType="{type}" band="1" subClass="VRTRawRasterBand">
    <SourceFilename relativeToVRT="{relative}">{name}</SourceFilename>
    {offsets}
  </VRTRasterBand>
</VRTDataset>
"""


def raw(path, name, *, kind="CFloat32", relative=1, offsets=""):
    path.write_text(RAW.format(type=kind, name=name, relative=relative, offsets=offsets))
    return path


# A second band of a file interleaved by line begins a line later and ends with the file.
BIL = "<ImageOffset>28</ImageOffset><PixelOffset>4</PixelOffset><LineOffset>56</LineOffset>"


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ({}, 5 * 7 * 8),
        ({"kind": "Byte"}, 5 * 7),
        ({"kind": "Float32", "offsets": BIL}, 2 * 5 * 7 * 4),
    ],
)
def test_the_bytes_that_a_band_needs(tmp_path, options, size):
    path, flat = raw(tmp_path / "a.vrt", "a", **options), tmp_path / "a"
    flat.write_bytes(bytes(size))
    require_whole(path)
    flat.write_bytes(bytes(size - 1))
    with pytest.raises(InputError, match=f"{size - 1} bytes and would have {size}"):
        require_whole(path)


def test_bursts_under_a_merged_image_are_followed(tmp_path):
    (tmp_path / "merged").mkdir()
    (tmp_path / "bursts").mkdir()
    merged, flat = tmp_path / "merged" / "20240105.slc.vrt", tmp_path / "bursts" / "burst_01.slc"
    raw(tmp_path / "bursts" / "burst_01.slc.vrt", "burst_01.slc")
    entry = '<SimpleSource><SourceFilename relativeToVRT="{}">{}</SourceFilename></SimpleSource>'
    text = (
        '<VRTDataset rasterXSize="7" rasterYSize="9"><VRTRasterBand band="1">{}</VRTRasterBand></VRTDataset>'
    )
    for place in (entry.format(1, "../bursts/burst_01.slc.vrt"), entry.format(0, f"{flat}.vrt")):
        merged.write_text(text.format(place))
        flat.write_bytes(bytes(280))
        require_whole(merged)
        flat.write_bytes(bytes(272))
        with pytest.raises(InputError, match="would have 280"):
            require_whole(merged)
        flat.unlink()
        with pytest.raises(InputError, match=r"it is missing, and 20240105\.slc\.vrt is put together"):
            require_whole(merged)
    merged.write_text(text.format(entry.format(1, "../bursts/burst_02.slc.vrt")))
    with pytest.raises(InputError, match="it is missing") as caught:
        require_whole(merged)
    assert "burst_02.slc.vrt" in str(caught.value)
    merged.write_text("<VRTDataset")
    with pytest.raises(InputError, match="no virtual image"):
        require_whole(merged)
    merged.write_text(text.format(entry.format(0, "/vsizip/a.zip/b.slc")))
    require_whole(merged)  # that is for GDAL to say
