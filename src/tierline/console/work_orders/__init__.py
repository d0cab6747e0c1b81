"""Work orders of a site and those below it: what is due first, the open one, and its acts."""
