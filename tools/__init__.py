"""Programs for those who change tierline; `make help` says when each is run."""
