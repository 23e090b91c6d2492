"""Acts on teaching teams."""
