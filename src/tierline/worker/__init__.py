"""`tierline worker`: what falls due, tasks that were asked for, seals of the audit trail, messages."""
