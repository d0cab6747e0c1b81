"""Who would lose a tier at the next rating anew if they go on as now, and the least that keeps each."""
