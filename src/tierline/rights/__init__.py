"""Who may do what: permissions, roles as sets of them, and the actor who asks."""
