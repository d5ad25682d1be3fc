<?xml version="1.0" encoding="UTF-8"?>
<sld:StyledLayerDescriptor xmlns:sld="http://www.opengis.net/sld" version="1.0.0">
  <sld:NamedLayer>
    <sld:Name>deformation_rate</sld:Name>
    <sld:UserStyle>
      <sld:FeatureTypeStyle>
        <sld:Rule>
          <sld:RasterSymbolizer>
            <sld:ColorMap type="ramp">
              <sld:ColorMapEntry color="#5f0a24" quantity="-4" label="-4 cm/yr" />
              <sld:ColorMapEntry color="#a61f2c" quantity="-3.2" label="-3.2 cm/yr" />
              <sld:ColorMapEntry color="#db5e3a" quantity="-2.4" label="-2.4 cm/yr" />
              <sld:ColorMapEntry color="#f6a872" quantity="-1.6" label="-1.6 cm/yr" />
              <sld:ColorMapEntry color="#fdddb0" quantity="-0.8" label="-0.8 cm/yr" />
              <sld:ColorMapEntry color="#fffde0" quantity="0" label="0 cm/yr" />
              <sld:ColorMapEntry color="#d5edf2" quantity="0.8" label="0.8 cm/yr" />
              <sld:ColorMapEntry color="#a3d3f0" quantity="1.6" label="1.6 cm/yr" />
              <sld:ColorMapEntry color="#6db4ea" quantity="2.4" label="2.4 cm/yr" />
              <sld:ColorMapEntry color="#3f93dc" quantity="3.2" label="3.2 cm/yr" />
              <sld:ColorMapEntry color="#2173c2" quantity="4" label="4 cm/yr" />
            </sld:ColorMap>
          </sld:RasterSymbolizer>
        </sld:Rule>
      </sld:FeatureTypeStyle>
    </sld:UserStyle>
  </sld:NamedLayer>
</sld:StyledLayerDescriptor>
