"""People with their roles at sites, systems with credentials, and what each role holds."""
