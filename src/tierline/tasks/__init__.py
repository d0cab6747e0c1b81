"""Long work that somebody asks for: a row that a worker carries out in a process of its own."""
