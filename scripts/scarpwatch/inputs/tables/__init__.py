"""Tables of text and of units: encoding, cells, values, days, longitudes."""
