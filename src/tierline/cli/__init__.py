"""The command line: it assembles the commands of the rooms."""
