"""The wire: two listeners, what they let in, and the calls of docs/interfaces.md chapters 1 and 2."""
