"""QGIS styles of the susceptibility classes, which `make reference` writes to config/styles."""

from __future__ import annotations

from scarpwatch.susceptibility_classes import CLASSES, rgba

_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"


def raster_style() -> str:
    """The text of susceptibility_class.qml, for class rasters."""
    entries = [
        f'        <paletteEntry value="{code}" color="{colour}" alpha="255" label="{name}"/>'
        for code, (name, colour) in enumerate(CLASSES, start=1)
    ]
    lines = [
        _HEAD,
        "<!-- Susceptibility classes, raster maps/*_class.tif; 0 is no data. -->",
        '<qgis version="3.22.0" styleCategories="Symbology">',
        "  <pipe>",
        '    <rasterrenderer type="paletted" band="1" alphaBand="-1" opacity="1" nodataColor="">',
        "      <rasterTransparency/>",
        "      <colorPalette>",
        *entries,
        "      </colorPalette>",
        "    </rasterrenderer>",
        '    <brightnesscontrast brightness="0" contrast="0" gamma="1"/>',
        '    <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0"/>',
        '    <rasterresampler maxOversampling="2"/>',
        "  </pipe>",
        "  <blendMode>0</blendMode>",
        "</qgis>",
    ]
    return "\n".join(lines) + "\n"


def polygon_style() -> str:
    """The text of susceptibility_units.qml, for polygons with a column ``class``."""
    categories = [
        f'      <category value="{code}" symbol="{code - 1}" label="{name}" render="true" type="long"/>'
        for code, (name, _) in enumerate(CLASSES, start=1)
    ]
    symbols = [line for number, (_, colour) in enumerate(CLASSES) for line in _symbol(number, colour)]
    lines = [
        _HEAD,
        '<!-- Susceptibility classes, polygons of maps/*.gpkg by their column "class". -->',
        '<qgis version="3.22.0" styleCategories="Symbology">',
        '  <renderer-v2 type="categorizedSymbol" attr="class" enableorderby="0" forceraster="0" symbollevels="0">',
        "    <categories>",
        *categories,
        "    </categories>",
        "    <symbols>",
        *symbols,
        "    </symbols>",
        "  </renderer-v2>",
        "  <blendMode>0</blendMode>",
        "  <featureBlendMode>0</featureBlendMode>",
        "</qgis>",
    ]
    return "\n".join(lines) + "\n"


def _symbol(number: int, colour: str) -> list[str]:
    """A fill with a thin grey outline."""
    options = {
        "color": ",".join(map(str, rgba(colour))),
        "style": "solid",
        "outline_color": "90,90,90,255",
        "outline_style": "solid",
        "outline_width": "0.1",
        "outline_width_unit": "MM",
    }
    return [
        f'      <symbol type="fill" name="{number}" alpha="1" clip_to_extent="1" force_rhr="0">',
        '        <layer class="SimpleFill" enabled="1" locked="0" pass="0">',
        '          <Option type="Map">',
        *(
            f'            <Option type="QString" name="{name}" value="{value}"/>'
            for name, value in options.items()
        ),
        "          </Option>",
        "        </layer>",
        "      </symbol>",
    ]
