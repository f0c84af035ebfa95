"""Archives: many documents into Parquet tables."""
