"""Matching: lexicons, and the shape of what is found."""
