"""What a reader of a decision table should know before using it: gaps, overlaps, rows without effect."""
