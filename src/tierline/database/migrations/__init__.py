"""The schema's history: a module in `versions` for each change, carried out by `tierline db upgrade`."""
