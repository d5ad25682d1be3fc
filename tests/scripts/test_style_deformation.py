from gis_files import make_products
from steps import run_main


def test_each_raster_has_its_style_also_one_without_a_value(tmp_path):
    files = {said["role"]: path for path, said in make_products(tmp_path)}
    roles = ["rate", "temporal_coherence", "classes"]
    styles = [files[role].replace(".tif", ".qml") for role in roles]
    run_main(
        "style_deformation",
        inputs={"rasters": [files[role] for role in roles]},
        output={"styles": styles},
        params={"roles": roles},
    )
    rate, coherence, classes = (open(path, encoding="utf-8").read() for path in styles)
    assert 'maximumValue="5"' in rate and 'maximumValue="1"' in coherence and "paletteEntry" in classes
