"""The demo: a sample operator taken through what tierline does."""
