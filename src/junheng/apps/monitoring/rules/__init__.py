"""Rules of the monitoring: pure decisions over values."""
