"""Messages to customers and events for systems: written with the change they speak of, sent at least once."""
