"""Acts on late batches, requests for changes, and comparisons with the roll."""
