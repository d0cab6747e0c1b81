"""Bringing the changes of a monthly run into the service."""
