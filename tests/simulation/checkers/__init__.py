"""Independent eyes: each reads physical truth, journal rows and the billing core's postings, never the flows' state."""
