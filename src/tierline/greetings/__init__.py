"""Birthday greetings to those whose tier brings them."""
