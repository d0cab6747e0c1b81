"""The sample operator: any number of lines, after figures measured on real files."""
