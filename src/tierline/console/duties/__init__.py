"""Duties: what the changes of a month oblige the operator to."""
