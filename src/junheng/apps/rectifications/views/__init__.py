"""Pages of the rectifications."""
