"""How many lines of a base fall where something was found, and how many each choice of a pack touches."""
