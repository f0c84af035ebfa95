"""The text and its parts: spans of an unchanged text."""

from analysis.text.document import Document
from analysis.text.spans import Section, Span, fold

__all__ = ["Document", "Section", "Span", "fold"]
