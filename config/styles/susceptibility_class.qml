<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling|Fields">
  <pipe>
    <rasterrenderer type="paletted" band="1" alphaBand="-1" opacity="1" nodataColor="">
      <rasterTransparency />
      <colorPalette>
        <paletteEntry value="1" color="#def4fa" alpha="255" label="very low" />
        <paletteEntry value="2" color="#55abe0" alpha="255" label="low" />
        <paletteEntry value="3" color="#d4690f" alpha="255" label="moderate" />
        <paletteEntry value="4" color="#a81d34" alpha="255" label="high" />
        <paletteEntry value="5" color="#3a0c48" alpha="255" label="very high" />
      </colorPalette>
    </rasterrenderer>
    <brightnesscontrast brightness="0" contrast="0" gamma="1" />
    <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0" />
    <rasterresampler maxOversampling="2" />
  </pipe>
  <blendMode>0</blendMode>
</qgis>
