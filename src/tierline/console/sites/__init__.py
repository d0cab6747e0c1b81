"""The operator's sites, level by level, with the people at each."""
