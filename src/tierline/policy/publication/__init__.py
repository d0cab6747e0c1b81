"""What of a folder of packs was published, by whom and when, and whether it still stands as it was."""
