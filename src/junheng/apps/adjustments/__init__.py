"""What comes after the lock: late arrivals, approved changes, the comparison with the roll."""
