"""Rules of rectifications: pure decisions over values."""
