"""What each tier may have: service standards as printed matrices, decisions on a line, and their uses."""
