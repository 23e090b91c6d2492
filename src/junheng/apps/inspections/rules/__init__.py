"""Rules that need no database: the sample, the comparison, what is kept of a test."""
