"""Where policies are drafted: packs as cells, drafts with marks, simulations, and the way to publication."""
