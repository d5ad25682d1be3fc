<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling|Fields">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" alphaBand="-1" opacity="1" nodataColor="" classificationMin="-10" classificationMax="10">
      <rasterTransparency />
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="-10" maximumValue="10" labelPrecision="4">
          <item value="-10" color="#5f0a24" alpha="255" label="-10 cm" />
          <item value="-8" color="#a61f2c" alpha="255" label="-8 cm" />
          <item value="-6" color="#db5e3a" alpha="255" label="-6 cm" />
          <item value="-4" color="#f6a872" alpha="255" label="-4 cm" />
          <item value="-2" color="#fdddb0" alpha="255" label="-2 cm" />
          <item value="0" color="#fffde0" alpha="255" label="0 cm" />
          <item value="2" color="#d5edf2" alpha="255" label="2 cm" />
          <item value="4" color="#a3d3f0" alpha="255" label="4 cm" />
          <item value="6" color="#6db4ea" alpha="255" label="6 cm" />
          <item value="8" color="#3f93dc" alpha="255" label="8 cm" />
          <item value="10" color="#2173c2" alpha="255" label="10 cm" />
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
    <brightnesscontrast brightness="0" contrast="0" gamma="1" />
    <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0" />
    <rasterresampler maxOversampling="2" />
  </pipe>
  <blendMode>0</blendMode>
</qgis>
