<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling|Fields">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" alphaBand="-1" opacity="1" nodataColor="" classificationMin="0" classificationMax="1">
      <rasterTransparency />
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="0" maximumValue="1" labelPrecision="4">
          <item value="0" color="#fde725" alpha="255" label="0 cm/yr" />
          <item value="0.1666666667" color="#90d743" alpha="255" label="0.1667 cm/yr" />
          <item value="0.3333333333" color="#35b779" alpha="255" label="0.3333 cm/yr" />
          <item value="0.5" color="#21918c" alpha="255" label="0.5 cm/yr" />
          <item value="0.6666666667" color="#31688e" alpha="255" label="0.6667 cm/yr" />
          <item value="0.8333333333" color="#443983" alpha="255" label="0.8333 cm/yr" />
          <item value="1" color="#440154" alpha="255" label="1 cm/yr" />
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
    <brightnesscontrast brightness="0" contrast="0" gamma="1" />
    <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0" />
    <rasterresampler maxOversampling="2" />
  </pipe>
  <blendMode>0</blendMode>
</qgis>
