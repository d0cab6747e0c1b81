"""Long work as pages show it: what it is about, how far it is, what came of it."""
