"""Acts on backups, nights and keys."""
