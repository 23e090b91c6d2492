"""Acts of families and for families."""
