"""Write the package for Google Earth: the units of the main model by class, and points with their series."""

import geopandas as gpd
import pyogrio

from scarpwatch.gis.archive import write_archive
from scarpwatch.gis.earth import point_folder, unit_folders, unit_styles
from scarpwatch.gis.kml import LEGEND, POINT_ICON, Folder, kml_document
from scarpwatch.gis.packaged import tell_origin
from scarpwatch.gis.pictures import draw_legend, draw_mark, png
from scarpwatch.grids.class_names import read_class_names
from scarpwatch.grids.grid import read_grid
from scarpwatch.grids.products import Colour
from scarpwatch.learning.zoning import class_limits
from scarpwatch.styles.layers import class_style
from scarpwatch.susceptibility_classes import CLASS_NAMES
from scarpwatch.workflow.logs import Step, log, run_step


def main(snakemake: Step) -> None:
    """Read ``units`` and ``classes`` of the main model and ``points``, as far as they are given; write ``package``."""
    source, params = snakemake.input, snakemake.params
    folders: list[Folder] = []
    styles: dict[str, Colour] = {}
    pictures = {POINT_ICON: png(draw_mark(), clear=True)}
    if source.units:
        names = class_limits(params.breaks) if params.breaks else dict(enumerate(CLASS_NAMES, start=1))
        limits = read_class_names(source.classes) if source.classes else names
        cell = read_grid(source.classes).cell_size[0] if source.classes else 0.0
        folders += unit_folders(gpd.read_file(source.units, layer=0), limits, cell)
        styles |= unit_styles()
        colours = class_style(limits).colours
        entries = {name: colours[code] for code, name in sorted(limits.items(), reverse=True)}
        pictures[LEGEND] = png(draw_legend(f"Landslide susceptibility, {params.model}", entries))
    if source.points:
        folder, of_points, of_series = point_folder(pyogrio.read_dataframe(source.points, layer=0))
        folders, styles, pictures = [folder, *folders], styles | of_points, pictures | of_series
    title = f"{params.provenance['AREA']}, {snakemake.wildcards.assessment}"
    text = kml_document(title, tell_origin(params.provenance), styles, folders, legend=LEGEND in pictures)
    write_archive(snakemake.output.package, {"doc.kml": text.encode("utf-8"), **pictures})
    log.info(f"{sum(len(folder.shapes) for folder in folders)} shapes")


if __name__ == "__main__":
    run_step(main, snakemake)
