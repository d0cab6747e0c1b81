"""The relational database of the service: SQLite by default, PostgreSQL by its URL."""
