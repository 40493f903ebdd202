"""airshield: an open workbench for layered air defence of people and infrastructure."""

__version__ = "0.1.0"
