"""Tiers set by hand: checked once for a run, told beside what is rated, and never taken for it."""
