"""New thresholds from the shares or head counts that an operator wants its tiers to have."""
