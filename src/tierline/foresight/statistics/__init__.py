"""How membership has gone over a series of runs: who came, rose, fell and left, who was retained."""
