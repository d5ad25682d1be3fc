<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling|Fields">
  <pipe>
    <rasterrenderer type="paletted" band="1" alphaBand="-1" opacity="1" nodataColor="">
      <rasterTransparency />
      <colorPalette>
        <paletteEntry value="1" color="#2c7bb6" alpha="255" label="very low" />
        <paletteEntry value="2" color="#7fc0e6" alpha="255" label="low" />
        <paletteEntry value="3" color="#ffffbf" alpha="255" label="moderate" />
        <paletteEntry value="4" color="#fdae61" alpha="255" label="high" />
        <paletteEntry value="5" color="#d7191c" alpha="255" label="very high" />
      </colorPalette>
    </rasterrenderer>
    <brightnesscontrast brightness="0" contrast="0" gamma="1" />
    <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0" />
    <rasterresampler maxOversampling="2" />
  </pipe>
  <blendMode>0</blendMode>
</qgis>
