"""What customers and systems were told, what failed, and where events go."""
