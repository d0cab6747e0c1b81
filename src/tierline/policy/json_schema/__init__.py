"""The JSON Schema of a pack, made of the vocabulary, so that a new value needs no second word."""
