<?xml version="1.0" encoding="UTF-8"?>
<sld:StyledLayerDescriptor xmlns:sld="http://www.opengis.net/sld" version="1.0.0">
  <sld:NamedLayer>
    <sld:Name>susceptibility_probability</sld:Name>
    <sld:UserStyle>
      <sld:FeatureTypeStyle>
        <sld:Rule>
          <sld:RasterSymbolizer>
            <sld:ColorMap type="ramp">
              <sld:ColorMapEntry color="#ffffcc" quantity="0" label="0" />
              <sld:ColorMapEntry color="#ffe793" quantity="0.1666666667" label="0.1667" />
              <sld:ColorMapEntry color="#febf5a" quantity="0.3333333333" label="0.3333" />
              <sld:ColorMapEntry color="#fd8c3c" quantity="0.5" label="0.5" />
              <sld:ColorMapEntry color="#f43d25" quantity="0.6666666667" label="0.6667" />
              <sld:ColorMapEntry color="#c90823" quantity="0.8333333333" label="0.8333" />
              <sld:ColorMapEntry color="#800026" quantity="1" label="1" />
            </sld:ColorMap>
          </sld:RasterSymbolizer>
        </sld:Rule>
      </sld:FeatureTypeStyle>
    </sld:UserStyle>
  </sld:NamedLayer>
</sld:StyledLayerDescriptor>
