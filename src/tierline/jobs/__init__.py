"""What falls due: kept in the database, taken by any worker, carried out once."""
