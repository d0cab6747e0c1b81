"""The functions that FEEL brings along."""
