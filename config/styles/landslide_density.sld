<?xml version="1.0" encoding="UTF-8"?>
<sld:StyledLayerDescriptor xmlns:sld="http://www.opengis.net/sld" version="1.0.0">
  <sld:NamedLayer>
    <sld:Name>landslide_density</sld:Name>
    <sld:UserStyle>
      <sld:FeatureTypeStyle>
        <sld:Rule>
          <sld:RasterSymbolizer>
            <sld:ColorMap type="ramp">
              <sld:ColorMapEntry color="#ffffcc" quantity="0" label="0 /km²" />
              <sld:ColorMapEntry color="#ffe793" quantity="1.666666667" label="1.667 /km²" />
              <sld:ColorMapEntry color="#febf5a" quantity="3.333333333" label="3.333 /km²" />
              <sld:ColorMapEntry color="#fd8c3c" quantity="5" label="5 /km²" />
              <sld:ColorMapEntry color="#f43d25" quantity="6.666666667" label="6.667 /km²" />
              <sld:ColorMapEntry color="#c90823" quantity="8.333333333" label="8.333 /km²" />
              <sld:ColorMapEntry color="#800026" quantity="10" label="10 /km²" />
            </sld:ColorMap>
          </sld:RasterSymbolizer>
        </sld:Rule>
      </sld:FeatureTypeStyle>
    </sld:UserStyle>
  </sld:NamedLayer>
</sld:StyledLayerDescriptor>
