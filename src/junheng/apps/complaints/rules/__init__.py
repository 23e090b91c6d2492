"""Rules of complaints: pure decisions over values."""
