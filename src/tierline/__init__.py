"""tierline rates every line of a telecom operator by published policy, and serves what follows."""

__version__ = "0.1.0"
