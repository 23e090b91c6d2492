"""The county's business, one folder each."""
