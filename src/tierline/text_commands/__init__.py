"""Commands that customers send as short messages, and the answers to them."""
