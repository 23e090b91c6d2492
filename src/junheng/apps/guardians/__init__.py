"""Families: sign-in by query code, the page of one's own child, rights, and who looked."""
