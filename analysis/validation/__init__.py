"""Validation: every measure against labelled data."""
