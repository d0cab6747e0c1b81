"""Mixed load on the service, with workers and a publish going on; at the end everything is checked."""
