"""The list of the operator's sites with their names, and who may change it."""
