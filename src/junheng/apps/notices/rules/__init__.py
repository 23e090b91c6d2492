"""Decisions about notices over values: what they say (`content`), how long they hang (`period`)."""
