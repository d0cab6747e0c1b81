"""Explaining one line: why it has its tier, what would change it, and what comes next."""
