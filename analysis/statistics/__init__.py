"""Statistics: rates, intervals, comparisons; tables in, tables out."""
