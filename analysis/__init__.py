"""Rhetorical analysis of opinion writing, section by section."""
