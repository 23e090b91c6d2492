"""Looking after the platform: backups, the care of every night, the keys."""
