"""Appointments: places of a hall at a time, booked ahead by those whose tier allows it."""
