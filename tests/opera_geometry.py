"""The step that reads the geometry of a stack, run on files of OPERA."""

from steps import run_main

from scarpwatch.stacks.opera.reader import list_folder


def read_geometry(folder, dem):
    listing = list_folder(folder / "products")
    out = run_main(
        "read_scene_geometry",
        inputs={"files": [], "dem": str(dem)},
        output={"layers": [str(folder / "source" / f"{layer}.tif") for layer in listing.layers]},
        params={
            "family": "opera",
            "folder": str(folder / "products"),
            "files": {**listing.geometry, **listing.scenes[0].files},
        },
    )
    return {path.rsplit("/", 1)[-1][:-4]: path for path in out.layers}
