"""People and systems that work with the service: accounts, roles held at sites, signing in."""
