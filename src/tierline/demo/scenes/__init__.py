"""What happens in the demo's service: each scene is of one line, and plays through the rooms' use cases."""
