<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling|Fields">
  <renderer-v2 type="RuleRenderer" symbollevels="1" enableorderby="0" forceraster="0">
    <rules key="{05f7c609-6922-59f7-91b8-9253dd097d49}">
      <rule label="very low" symbol="0" key="{ae0cfead-e100-5fee-a059-f324e9a41ba7}" filter="&quot;class&quot; = 1" />
      <rule label="low" symbol="1" key="{7e620b96-575f-51b9-a9e7-86018d3882ec}" filter="&quot;class&quot; = 2" />
      <rule label="moderate" symbol="2" key="{09944141-6483-5785-abce-834f21525a86}" filter="&quot;class&quot; = 3" />
      <rule label="high" symbol="3" key="{f366490a-0214-555b-b835-68c7c389da03}" filter="&quot;class&quot; = 4" />
      <rule label="very high" symbol="4" key="{6ad86c14-09ea-5168-b20f-a054e81848a8}" filter="&quot;class&quot; = 5" />
      <rule label="no index" symbol="5" key="{025bb40c-431b-596d-99b4-1b23cf9751be}" filter="&quot;class&quot; = 0" />
    </rules>
    <symbols>
      <symbol type="marker" name="0" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle" />
            <Option type="QString" name="color" value="222,244,250,255" />
            <Option type="QString" name="outline_color" value="255,255,255,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.5" />
            <Option type="QString" name="size" value="3.6" />
            <Option type="QString" name="size_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="marker" name="1" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle" />
            <Option type="QString" name="color" value="85,171,224,255" />
            <Option type="QString" name="outline_color" value="255,255,255,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.5" />
            <Option type="QString" name="size" value="3.6" />
            <Option type="QString" name="size_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="marker" name="2" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle" />
            <Option type="QString" name="color" value="212,105,15,255" />
            <Option type="QString" name="outline_color" value="255,255,255,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.5" />
            <Option type="QString" name="size" value="3.6" />
            <Option type="QString" name="size_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="marker" name="3" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle" />
            <Option type="QString" name="color" value="168,29,52,255" />
            <Option type="QString" name="outline_color" value="255,255,255,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.5" />
            <Option type="QString" name="size" value="3.6" />
            <Option type="QString" name="size_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="marker" name="4" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle" />
            <Option type="QString" name="color" value="58,12,72,255" />
            <Option type="QString" name="outline_color" value="255,255,255,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.5" />
            <Option type="QString" name="size" value="3.6" />
            <Option type="QString" name="size_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="marker" name="5" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle" />
            <Option type="QString" name="color" value="196,196,196,255" />
            <Option type="QString" name="outline_color" value="255,255,255,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.5" />
            <Option type="QString" name="size" value="3.6" />
            <Option type="QString" name="size_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
    </symbols>
  </renderer-v2>
  <blendMode>0</blendMode>
  <featureBlendMode>0</featureBlendMode>
</qgis>
