<?xml version="1.0" encoding="UTF-8"?>
<sld:StyledLayerDescriptor xmlns:sld="http://www.opengis.net/sld" version="1.0.0">
  <sld:NamedLayer>
    <sld:Name>susceptibility_index</sld:Name>
    <sld:UserStyle>
      <sld:FeatureTypeStyle>
        <sld:Rule>
          <sld:RasterSymbolizer>
            <sld:ColorMap type="ramp">
              <sld:ColorMapEntry color="#def4fa" quantity="0" label="0" />
              <sld:ColorMapEntry color="#55abe0" quantity="0.25" label="0.25" />
              <sld:ColorMapEntry color="#d4690f" quantity="0.5" label="0.5" />
              <sld:ColorMapEntry color="#a81d34" quantity="0.75" label="0.75" />
              <sld:ColorMapEntry color="#3a0c48" quantity="1" label="1" />
            </sld:ColorMap>
          </sld:RasterSymbolizer>
        </sld:Rule>
      </sld:FeatureTypeStyle>
    </sld:UserStyle>
  </sld:NamedLayer>
</sld:StyledLayerDescriptor>
