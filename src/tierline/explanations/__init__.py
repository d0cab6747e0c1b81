"""Why a line has its tier, and what comes next, in words that can be read out to its customer."""
