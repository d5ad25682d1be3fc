<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling|Fields">
  <renderer-v2 type="RuleRenderer" symbollevels="1" enableorderby="0" forceraster="0">
    <rules key="{05f7c609-6922-59f7-91b8-9253dd097d49}">
      <rule label="no measurement" symbol="0" key="{ae0cfead-e100-5fee-a059-f324e9a41ba7}" filter="&quot;velocity&quot; IS NULL" />
      <rule label="below -3.6 cm/yr" symbol="1" key="{7e620b96-575f-51b9-a9e7-86018d3882ec}" filter="&quot;velocity&quot; &lt; -3.6" />
      <rule label="-3.6 to -2.8 cm/yr" symbol="2" key="{09944141-6483-5785-abce-834f21525a86}" filter="&quot;velocity&quot; &gt;= -3.6 AND &quot;velocity&quot; &lt; -2.8" />
      <rule label="-2.8 to -2 cm/yr" symbol="3" key="{f366490a-0214-555b-b835-68c7c389da03}" filter="&quot;velocity&quot; &gt;= -2.8 AND &quot;velocity&quot; &lt; -2" />
      <rule label="-2 to -1.2 cm/yr" symbol="4" key="{6ad86c14-09ea-5168-b20f-a054e81848a8}" filter="&quot;velocity&quot; &gt;= -2 AND &quot;velocity&quot; &lt; -1.2" />
      <rule label="-1.2 to -0.4 cm/yr" symbol="5" key="{025bb40c-431b-596d-99b4-1b23cf9751be}" filter="&quot;velocity&quot; &gt;= -1.2 AND &quot;velocity&quot; &lt; -0.4" />
      <rule label="-0.4 to 0.4 cm/yr" symbol="6" key="{7b825b6e-b3f9-596f-9100-b236aaeb9312}" filter="&quot;velocity&quot; &gt;= -0.4 AND &quot;velocity&quot; &lt; 0.4" />
      <rule label="0.4 to 1.2 cm/yr" symbol="7" key="{5b58f994-8e21-5b3b-8725-50f6b45a7c5f}" filter="&quot;velocity&quot; &gt;= 0.4 AND &quot;velocity&quot; &lt; 1.2" />
      <rule label="1.2 to 2 cm/yr" symbol="8" key="{6712abc0-5765-5ba0-82a1-8dda5595abb2}" filter="&quot;velocity&quot; &gt;= 1.2 AND &quot;velocity&quot; &lt; 2" />
      <rule label="2 to 2.8 cm/yr" symbol="9" key="{845ca090-217e-5c59-9be2-ae4093277405}" filter="&quot;velocity&quot; &gt;= 2 AND &quot;velocity&quot; &lt; 2.8" />
      <rule label="2.8 to 3.6 cm/yr" symbol="10" key="{3d995ab5-4405-508a-b141-873017b67d98}" filter="&quot;velocity&quot; &gt;= 2.8 AND &quot;velocity&quot; &lt; 3.6" />
      <rule label="above 3.6 cm/yr" symbol="11" key="{79d86ece-7b74-523e-9c09-b504a15b4d4b}" filter="&quot;velocity&quot; &gt;= 3.6" />
    </rules>
    <symbols>
      <symbol type="marker" name="0" alpha="1" clip_to_extent="1" force_rhr="0">
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
      <symbol type="marker" name="1" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle" />
            <Option type="QString" name="color" value="95,10,36,255" />
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
            <Option type="QString" name="color" value="166,31,44,255" />
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
            <Option type="QString" name="color" value="219,94,58,255" />
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
            <Option type="QString" name="color" value="246,168,114,255" />
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
            <Option type="QString" name="color" value="253,221,176,255" />
            <Option type="QString" name="outline_color" value="255,255,255,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.5" />
            <Option type="QString" name="size" value="3.6" />
            <Option type="QString" name="size_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="marker" name="6" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle" />
            <Option type="QString" name="color" value="255,253,224,255" />
            <Option type="QString" name="outline_color" value="255,255,255,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.5" />
            <Option type="QString" name="size" value="3.6" />
            <Option type="QString" name="size_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="marker" name="7" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle" />
            <Option type="QString" name="color" value="213,237,242,255" />
            <Option type="QString" name="outline_color" value="255,255,255,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.5" />
            <Option type="QString" name="size" value="3.6" />
            <Option type="QString" name="size_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="marker" name="8" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle" />
            <Option type="QString" name="color" value="163,211,240,255" />
            <Option type="QString" name="outline_color" value="255,255,255,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.5" />
            <Option type="QString" name="size" value="3.6" />
            <Option type="QString" name="size_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="marker" name="9" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle" />
            <Option type="QString" name="color" value="109,180,234,255" />
            <Option type="QString" name="outline_color" value="255,255,255,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.5" />
            <Option type="QString" name="size" value="3.6" />
            <Option type="QString" name="size_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="marker" name="10" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle" />
            <Option type="QString" name="color" value="63,147,220,255" />
            <Option type="QString" name="outline_color" value="255,255,255,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.5" />
            <Option type="QString" name="size" value="3.6" />
            <Option type="QString" name="size_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="marker" name="11" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleMarker" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="name" value="circle" />
            <Option type="QString" name="color" value="33,115,194,255" />
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
  <labeling type="simple">
    <settings>
      <text-style fieldName="name" fontSize="8" fontWeight="75" fontSizeUnit="Point" textColor="30,30,30,255" textOpacity="1">
        <text-buffer bufferDraw="1" bufferSize="0.7" bufferSizeUnits="MM" bufferColor="255,255,255,255" />
      </text-style>
      <placement placement="6" dist="1" distUnits="MM" />
    </settings>
  </labeling>
  <blendMode>0</blendMode>
  <featureBlendMode>0</featureBlendMode>
</qgis>
