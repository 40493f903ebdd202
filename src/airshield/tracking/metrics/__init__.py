"""How well a picture matches the truth: distances between sets, and what becomes of tracks."""
