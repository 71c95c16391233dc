"""A cabinet with two doors, a lock, and a relay board on a Modbus RTU line."""
