"""Passwords of a line, by which a customer shows who they are. Clauses: CHN-06, ENT-07."""
