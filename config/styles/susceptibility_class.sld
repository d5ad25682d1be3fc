<?xml version="1.0" encoding="UTF-8"?>
<sld:StyledLayerDescriptor xmlns:sld="http://www.opengis.net/sld" version="1.0.0">
  <sld:NamedLayer>
    <sld:Name>susceptibility_class</sld:Name>
    <sld:UserStyle>
      <sld:FeatureTypeStyle>
        <sld:Rule>
          <sld:RasterSymbolizer>
            <sld:ColorMap type="values">
              <sld:ColorMapEntry color="#def4fa" quantity="1" label="very low" opacity="1" />
              <sld:ColorMapEntry color="#55abe0" quantity="2" label="low" opacity="1" />
              <sld:ColorMapEntry color="#d4690f" quantity="3" label="moderate" opacity="1" />
              <sld:ColorMapEntry color="#a81d34" quantity="4" label="high" opacity="1" />
              <sld:ColorMapEntry color="#3a0c48" quantity="5" label="very high" opacity="1" />
            </sld:ColorMap>
          </sld:RasterSymbolizer>
        </sld:Rule>
      </sld:FeatureTypeStyle>
    </sld:UserStyle>
  </sld:NamedLayer>
</sld:StyledLayerDescriptor>
