"""What a person reads with: the marked text, reviews, the report, the application."""
