"""Markers: what is found in a text, and by which rules."""
