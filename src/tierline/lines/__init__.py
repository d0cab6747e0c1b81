"""Lines as the service knows them: whose number it is, what they hold, what has happened since the run."""
