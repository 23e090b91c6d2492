"""Pages of the accounts, by page."""
