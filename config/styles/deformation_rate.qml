<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<!-- Deformation rate along the line of sight, cm/yr: red is away from the satellite, blue towards it. -->
<qgis version="3.22.0" styleCategories="Symbology">
  <pipe>
    <rasterrenderer type="singlebandpseudocolor" band="1" alphaBand="-1" opacity="1" nodataColor=""
                    classificationMin="-4" classificationMax="4">
      <rasterTransparency/>
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0"
                         minimumValue="-4" maximumValue="4" labelPrecision="1">
          <item value="-4" color="#a50026" alpha="255" label="-4"/>
          <item value="-3" color="#de402e" alpha="255" label="-3"/>
          <item value="-2" color="#f98e52" alpha="255" label="-2"/>
          <item value="-1.5" color="#fdb567" alpha="255" label="-1.5"/>
          <item value="-1" color="#fed485" alpha="255" label="-1"/>
          <item value="-0.5" color="#feeca2" alpha="255" label="-0.5"/>
          <item value="0" color="#feffc0" alpha="255" label="0"/>
          <item value="0.5" color="#ebf7e4" alpha="255" label="0.5"/>
          <item value="1" color="#d1ecf4" alpha="255" label="1"/>
          <item value="1.5" color="#b0dcea" alpha="255" label="1.5"/>
          <item value="2" color="#8ec2dc" alpha="255" label="2"/>
          <item value="3" color="#4f81ba" alpha="255" label="3"/>
          <item value="4" color="#313695" alpha="255" label="4"/>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>
    <brightnesscontrast brightness="0" contrast="0" gamma="1"/>
    <huesaturation saturation="0" grayscaleMode="0" colorizeOn="0"/>
    <rasterresampler maxOversampling="2"/>
  </pipe>
  <blendMode>0</blendMode>
</qgis>
