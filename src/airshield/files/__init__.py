"""How it is stored and spoken: scenarios, catalogues, districts, terrain and results on disk."""
