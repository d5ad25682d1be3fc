<?xml version="1.0" encoding="UTF-8"?>
<sld:StyledLayerDescriptor xmlns:sld="http://www.opengis.net/sld" version="1.0.0">
  <sld:NamedLayer>
    <sld:Name>susceptibility_sigma</sld:Name>
    <sld:UserStyle>
      <sld:FeatureTypeStyle>
        <sld:Rule>
          <sld:RasterSymbolizer>
            <sld:ColorMap type="ramp">
              <sld:ColorMapEntry color="#ffffd9" quantity="0" label="0" />
              <sld:ColorMapEntry color="#e1f3b2" quantity="0.0333333333" label="0.03333" />
              <sld:ColorMapEntry color="#97d6b9" quantity="0.0666666667" label="0.06667" />
              <sld:ColorMapEntry color="#40b5c4" quantity="0.1" label="0.1" />
              <sld:ColorMapEntry color="#1f80b8" quantity="0.1333333333" label="0.1333" />
              <sld:ColorMapEntry color="#24419a" quantity="0.1666666667" label="0.1667" />
              <sld:ColorMapEntry color="#081d58" quantity="0.2" label="0.2" />
            </sld:ColorMap>
          </sld:RasterSymbolizer>
        </sld:Rule>
      </sld:FeatureTypeStyle>
    </sld:UserStyle>
  </sld:NamedLayer>
</sld:StyledLayerDescriptor>
