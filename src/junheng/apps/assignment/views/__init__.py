"""Pages of the sessions."""
