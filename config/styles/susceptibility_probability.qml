<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling|Fields">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" alphaBand="-1" opacity="1" nodataColor="" classificationMin="0" classificationMax="1">
      <rasterTransparency />
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="0" maximumValue="1" labelPrecision="4">
          <item value="0" color="#ffffcc" alpha="255" label="0" />
          <item value="0.1666666667" color="#ffe793" alpha="255" label="0.1667" />
          <item value="0.3333333333" color="#febf5a" alpha="255" label="0.3333" />
          <item value="0.5" color="#fd8c3c" alpha="255" label="0.5" />
          <item value="0.6666666667" color="#f43d25" alpha="255" label="0.6667" />
          <item value="0.8333333333" color="#c90823" alpha="255" label="0.8333" />
          <item value="1" color="#800026" alpha="255" label="1" />
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
    <brightnesscontrast brightness="0" contrast="0" gamma="1" />
    <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0" />
    <rasterresampler maxOversampling="2" />
  </pipe>
  <blendMode>0</blendMode>
</qgis>
