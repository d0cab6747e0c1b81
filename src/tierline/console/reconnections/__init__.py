"""Reconnections by site: what is due first, the one that is open, and ending and extending by hand."""
