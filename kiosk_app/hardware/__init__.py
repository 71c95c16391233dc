"""Device drivers: one worker thread a device, real wire protocols, sessions without I/O."""
