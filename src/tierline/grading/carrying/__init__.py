"""What a run carries on to the month after it, and how that month is graded from there."""
