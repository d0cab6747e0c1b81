"""Member cards of lines: issued, replaced and made void; one is valid for a line in a scheme."""
