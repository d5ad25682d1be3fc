<?xml version="1.0" encoding="UTF-8"?>
<sld:StyledLayerDescriptor xmlns:sld="http://www.opengis.net/sld" version="1.0.0">
  <sld:NamedLayer>
    <sld:Name>deformation_temporal_coherence</sld:Name>
    <sld:UserStyle>
      <sld:FeatureTypeStyle>
        <sld:Rule>
          <sld:RasterSymbolizer>
            <sld:ColorMap type="ramp">
              <sld:ColorMapEntry color="#440154" quantity="0" label="0" />
              <sld:ColorMapEntry color="#443983" quantity="0.1666666667" label="0.1667" />
              <sld:ColorMapEntry color="#31688e" quantity="0.3333333333" label="0.3333" />
              <sld:ColorMapEntry color="#21918c" quantity="0.5" label="0.5" />
              <sld:ColorMapEntry color="#35b779" quantity="0.6666666667" label="0.6667" />
              <sld:ColorMapEntry color="#90d743" quantity="0.8333333333" label="0.8333" />
              <sld:ColorMapEntry color="#fde725" quantity="1" label="1" />
            </sld:ColorMap>
          </sld:RasterSymbolizer>
        </sld:Rule>
      </sld:FeatureTypeStyle>
    </sld:UserStyle>
  </sld:NamedLayer>
</sld:StyledLayerDescriptor>
