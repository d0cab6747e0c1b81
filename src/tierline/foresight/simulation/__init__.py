"""What a draft does to the whole base before it is in force: who moves, why, and what it costs."""
