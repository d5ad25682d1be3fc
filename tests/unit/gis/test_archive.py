import time
import zipfile

from scarpwatch.gis.archive import write_archive


def test_equal_members_give_equal_archives(tmp_path):
    members = {"doc.kml": b"text" * 100, "a/b.png": bytes(range(256))}
    write_archive(tmp_path / "a.kmz", members)
    time.sleep(2.1)  # a time of writing would differ
    write_archive(tmp_path / "b.kmz", members)
    assert (tmp_path / "a.kmz").read_bytes() == (tmp_path / "b.kmz").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.kmz") as archive:
        assert archive.testzip() is None and archive.namelist() == [*members]
        assert {name: archive.read(name) for name in members} == members
        assert archive.getinfo("doc.kml").compress_size < 100
