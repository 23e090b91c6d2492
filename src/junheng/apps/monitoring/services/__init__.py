"""Acts on a year's monitoring."""
