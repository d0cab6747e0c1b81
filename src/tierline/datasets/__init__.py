"""What an operator hands in: the data contract, its checks, imports, and a sample operator."""
