"""Pages of the notices: lists, posting, objections, and the page for everybody."""
