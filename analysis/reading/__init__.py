"""Reading: files, pages, links and pasted text become documents."""

from analysis.reading.sources import ReadingError, list_samples, make_document, read_document

__all__ = ["ReadingError", "list_samples", "make_document", "read_document"]
