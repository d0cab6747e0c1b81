"""The tables of people and systems: accounts, roles held, tokens."""
