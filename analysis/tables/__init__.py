"""Tables: what was found in a document, as tidy tables and records."""
