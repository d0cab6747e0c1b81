"""`tierline worker`: carries out what falls due, seals the audit trail, sends messages."""
