"""The blocks of a pack's version, each read from its place in the file into the nouns of the model."""
