"""Pages of the students, by page."""
