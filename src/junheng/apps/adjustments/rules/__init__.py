"""What the rules of the place say: pure decisions over values."""
