"""Journal files of terminals: read, explained, taken in over FTPS, applied once (PAY-7, I20)."""
