"""The monthly run: stages, memberships, results, explanations."""
