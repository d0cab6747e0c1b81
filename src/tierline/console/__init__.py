"""The web console: pages over the rooms' use cases, for everybody who works with the service."""
