"""What a policy would do before it is in force, and what it has done."""
