"""Plain values of the business: no Qt, no database, no threads, no clock, no chance."""
