"""Pictures that the project draws: its font, its colours, and how a drawing becomes SVG."""
