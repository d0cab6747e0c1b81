"""The ways out: a log file, an SMS centre, webhooks."""
