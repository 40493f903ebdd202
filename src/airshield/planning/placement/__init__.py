"""Needs and placement: what is missing to reach a protection goal, and where it should stand."""
