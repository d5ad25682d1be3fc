<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology|Labeling|Fields">
  <renderer-v2 type="RuleRenderer" symbollevels="1" enableorderby="0" forceraster="0">
    <rules key="{05f7c609-6922-59f7-91b8-9253dd097d49}">
      <rule label="not known" symbol="0" key="{ae0cfead-e100-5fee-a059-f324e9a41ba7}" filter="&quot;observed_density&quot; IS NULL" />
      <rule label="0 to 0.833 /km²" symbol="1" key="{7e620b96-575f-51b9-a9e7-86018d3882ec}" filter="&quot;observed_density&quot; &lt; 0.8333333334" />
      <rule label="0.833 to 2.5 /km²" symbol="2" key="{09944141-6483-5785-abce-834f21525a86}" filter="&quot;observed_density&quot; &gt;= 0.8333333334 AND &quot;observed_density&quot; &lt; 2.5" />
      <rule label="2.5 to 4.17 /km²" symbol="3" key="{f366490a-0214-555b-b835-68c7c389da03}" filter="&quot;observed_density&quot; &gt;= 2.5 AND &quot;observed_density&quot; &lt; 4.166666667" />
      <rule label="4.17 to 5.83 /km²" symbol="4" key="{6ad86c14-09ea-5168-b20f-a054e81848a8}" filter="&quot;observed_density&quot; &gt;= 4.166666667 AND &quot;observed_density&quot; &lt; 5.833333333" />
      <rule label="5.83 to 7.5 /km²" symbol="5" key="{025bb40c-431b-596d-99b4-1b23cf9751be}" filter="&quot;observed_density&quot; &gt;= 5.833333333 AND &quot;observed_density&quot; &lt; 7.5" />
      <rule label="7.5 to 9.17 /km²" symbol="6" key="{7b825b6e-b3f9-596f-9100-b236aaeb9312}" filter="&quot;observed_density&quot; &gt;= 7.5 AND &quot;observed_density&quot; &lt; 9.166666667" />
      <rule label="above 9.17 /km²" symbol="7" key="{5b58f994-8e21-5b3b-8725-50f6b45a7c5f}" filter="&quot;observed_density&quot; &gt;= 9.166666667" />
      <rule label="no landslide" symbol="8" key="{6712abc0-5765-5ba0-82a1-8dda5595abb2}" filter="&quot;observed_density&quot; = 0" />
    </rules>
    <symbols>
      <symbol type="fill" name="0" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleFill" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="color" value="196,196,196,255" />
            <Option type="QString" name="style" value="solid" />
            <Option type="QString" name="outline_color" value="90,90,90,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.1" />
            <Option type="QString" name="outline_width_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="fill" name="1" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleFill" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="color" value="255,255,204,255" />
            <Option type="QString" name="style" value="solid" />
            <Option type="QString" name="outline_color" value="90,90,90,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.1" />
            <Option type="QString" name="outline_width_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="fill" name="2" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleFill" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="color" value="255,231,147,255" />
            <Option type="QString" name="style" value="solid" />
            <Option type="QString" name="outline_color" value="90,90,90,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.1" />
            <Option type="QString" name="outline_width_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="fill" name="3" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleFill" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="color" value="254,191,90,255" />
            <Option type="QString" name="style" value="solid" />
            <Option type="QString" name="outline_color" value="90,90,90,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.1" />
            <Option type="QString" name="outline_width_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="fill" name="4" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleFill" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="color" value="253,140,60,255" />
            <Option type="QString" name="style" value="solid" />
            <Option type="QString" name="outline_color" value="90,90,90,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.1" />
            <Option type="QString" name="outline_width_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="fill" name="5" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleFill" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="color" value="244,61,37,255" />
            <Option type="QString" name="style" value="solid" />
            <Option type="QString" name="outline_color" value="90,90,90,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.1" />
            <Option type="QString" name="outline_width_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="fill" name="6" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleFill" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="color" value="201,8,35,255" />
            <Option type="QString" name="style" value="solid" />
            <Option type="QString" name="outline_color" value="90,90,90,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.1" />
            <Option type="QString" name="outline_width_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="fill" name="7" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleFill" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="color" value="128,0,38,255" />
            <Option type="QString" name="style" value="solid" />
            <Option type="QString" name="outline_color" value="90,90,90,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.1" />
            <Option type="QString" name="outline_width_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
      <symbol type="fill" name="8" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleFill" enabled="1" locked="0" pass="0">
          <Option type="Map">
            <Option type="QString" name="color" value="255,255,255,255" />
            <Option type="QString" name="style" value="solid" />
            <Option type="QString" name="outline_color" value="90,90,90,255" />
            <Option type="QString" name="outline_style" value="solid" />
            <Option type="QString" name="outline_width" value="0.1" />
            <Option type="QString" name="outline_width_unit" value="MM" />
          </Option>
        </layer>
      </symbol>
    </symbols>
  </renderer-v2>
  <blendMode>0</blendMode>
  <featureBlendMode>0</featureBlendMode>
</qgis>
