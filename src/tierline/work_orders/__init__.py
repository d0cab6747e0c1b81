"""Work orders: what one site asks of another, passed down the sites and back. Clause: ENT-06."""
