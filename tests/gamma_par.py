"""A parameter file as GAMMA writes it, with what the readers ask of it."""

PAR = """sensor: S1A IW
azimuth_lines: 200
azimuth_line_time: 4.0e-03 s
range_looks: 8
azimuth_looks: 2
heading: -12.27 degrees
range_pixel_spacing: 18.6 m
near_range_slc: 800000.0 m
center_range_slc: 878319.0 m
incidence_angle: 39.7036 degrees
radar_frequency: 5.4050005e+09 Hz
sar_to_earth_center: 7073899.2 m
earth_radius_below_sensor: 6375868.9 m
"""
