"""The audit trail: what was done, by whom, to what, and how far it is sealed."""
