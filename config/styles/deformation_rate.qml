<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling|Fields">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" alphaBand="-1" opacity="1" nodataColor="" classificationMin="-4" classificationMax="4">
      <rasterTransparency />
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="-4" maximumValue="4" labelPrecision="4">
          <item value="-4" color="#5f0a24" alpha="255" label="-4 cm/yr" />
          <item value="-3.2" color="#a61f2c" alpha="255" label="-3.2 cm/yr" />
          <item value="-2.4" color="#db5e3a" alpha="255" label="-2.4 cm/yr" />
          <item value="-1.6" color="#f6a872" alpha="255" label="-1.6 cm/yr" />
          <item value="-0.8" color="#fdddb0" alpha="255" label="-0.8 cm/yr" />
          <item value="0" color="#fffde0" alpha="255" label="0 cm/yr" />
          <item value="0.8" color="#d5edf2" alpha="255" label="0.8 cm/yr" />
          <item value="1.6" color="#a3d3f0" alpha="255" label="1.6 cm/yr" />
          <item value="2.4" color="#6db4ea" alpha="255" label="2.4 cm/yr" />
          <item value="3.2" color="#3f93dc" alpha="255" label="3.2 cm/yr" />
          <item value="4" color="#2173c2" alpha="255" label="4 cm/yr" />
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
    <brightnesscontrast brightness="0" contrast="0" gamma="1" />
    <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0" />
    <rasterresampler maxOversampling="2" />
  </pipe>
  <blendMode>0</blendMode>
</qgis>
