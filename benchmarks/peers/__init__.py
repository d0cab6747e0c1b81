"""The same month by other tools: what a row-by-row rule engine, plain Python and data frames take for it."""
