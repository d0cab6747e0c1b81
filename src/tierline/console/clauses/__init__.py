"""What a clause says, for whoever follows it from the margin of a page."""
