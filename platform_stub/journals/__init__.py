"""The terminals' journals as the platform has them: each row once, and what the terminal says of each sale."""
