"""Pages of what comes after the lock."""
