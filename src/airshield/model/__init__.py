"""What: frozen descriptions of a scenario and its catalogue that guard their own validity."""
