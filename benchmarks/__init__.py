"""Speed and growth, beside peers."""
