"""Pages of the teaching teams."""
