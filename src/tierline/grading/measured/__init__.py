"""The rating of sites: what was measured at sites and cells of the network, by the same tables as lines."""
