"""What drives the flows: ports, the runner, and how long each state waits."""
