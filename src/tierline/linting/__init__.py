"""What an analyst should know of a pack or a table before publishing it, and how many lines it concerns."""
