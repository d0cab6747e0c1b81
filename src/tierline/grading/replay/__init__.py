"""Past months run again from their record, with rows that were corrected since, and what follows from it."""
