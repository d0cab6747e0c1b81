"""Scheduled contacts: whom the operator speaks to regularly, when it falls due, and what came of it."""
