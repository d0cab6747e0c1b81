"""Imports: foreign files mapped onto the data contract by a small mapping file."""
