"""Pages of families, and of staff who work for them."""
