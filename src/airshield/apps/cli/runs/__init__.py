"""`airshield runs`: one file a command."""
