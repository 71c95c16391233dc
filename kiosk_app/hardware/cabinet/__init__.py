"""Lock output and door switches on a Modbus RTU relay board."""
