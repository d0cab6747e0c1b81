"""The HTTP API: it assembles the routes of the rooms, and answers for what all of them share."""
