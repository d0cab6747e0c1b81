"""The customer page: who is on the phone, which tier, what state, what may be done; and its acts."""
