<?xml version="1.0" encoding="UTF-8"?>
<sld:StyledLayerDescriptor xmlns:sld="http://www.opengis.net/sld" version="1.0.0">
  <sld:NamedLayer>
    <sld:Name>deformation_cumulative</sld:Name>
    <sld:UserStyle>
      <sld:FeatureTypeStyle>
        <sld:Rule>
          <sld:RasterSymbolizer>
            <sld:ColorMap type="ramp">
              <sld:ColorMapEntry color="#5f0a24" quantity="-10" label="-10 cm" />
              <sld:ColorMapEntry color="#a61f2c" quantity="-8" label="-8 cm" />
              <sld:ColorMapEntry color="#db5e3a" quantity="-6" label="-6 cm" />
              <sld:ColorMapEntry color="#f6a872" quantity="-4" label="-4 cm" />
              <sld:ColorMapEntry color="#fdddb0" quantity="-2" label="-2 cm" />
              <sld:ColorMapEntry color="#fffde0" quantity="0" label="0 cm" />
              <sld:ColorMapEntry color="#d5edf2" quantity="2" label="2 cm" />
              <sld:ColorMapEntry color="#a3d3f0" quantity="4" label="4 cm" />
              <sld:ColorMapEntry color="#6db4ea" quantity="6" label="6 cm" />
              <sld:ColorMapEntry color="#3f93dc" quantity="8" label="8 cm" />
              <sld:ColorMapEntry color="#2173c2" quantity="10" label="10 cm" />
            </sld:ColorMap>
          </sld:RasterSymbolizer>
        </sld:Rule>
      </sld:FeatureTypeStyle>
    </sld:UserStyle>
  </sld:NamedLayer>
</sld:StyledLayerDescriptor>
