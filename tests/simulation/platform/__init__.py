"""The far side: the line, the platform's logic behind a port, and the billing core."""
