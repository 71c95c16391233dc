"""The platform: its promises over both databases, its wire, its processes."""
