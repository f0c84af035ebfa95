"""Readers of file formats: each turns bytes or markup into labelled blocks of text."""
