"""Account managers, and the lines that each of them looks after."""
