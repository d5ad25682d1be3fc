<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling|Fields">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" alphaBand="-1" opacity="1" nodataColor="" classificationMin="0" classificationMax="0.2">
      <rasterTransparency />
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="0" maximumValue="0.2" labelPrecision="4">
          <item value="0" color="#ffffd9" alpha="255" label="0" />
          <item value="0.0333333333" color="#e1f3b2" alpha="255" label="0.03333" />
          <item value="0.0666666667" color="#97d6b9" alpha="255" label="0.06667" />
          <item value="0.1" color="#40b5c4" alpha="255" label="0.1" />
          <item value="0.1333333333" color="#1f80b8" alpha="255" label="0.1333" />
          <item value="0.1666666667" color="#24419a" alpha="255" label="0.1667" />
          <item value="0.2" color="#081d58" alpha="255" label="0.2" />
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
    <brightnesscontrast brightness="0" contrast="0" gamma="1" />
    <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0" />
    <rasterresampler maxOversampling="2" />
  </pipe>
  <blendMode>0</blendMode>
</qgis>
