"""What every HTTP route shares: the call, problem details, pages of lists, idempotency, entity tags."""
