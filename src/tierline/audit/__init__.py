"""The audit trail: what was done by whom, append-only, sealed into a chain of hashes."""
