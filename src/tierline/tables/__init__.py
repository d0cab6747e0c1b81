"""Decision tables: one syntax tree, read for one case and for a whole base."""
