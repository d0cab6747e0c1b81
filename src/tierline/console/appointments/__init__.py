"""Appointments of a hall by day: who comes when, which places are free, and booking them."""
