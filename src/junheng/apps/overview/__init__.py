"""The bureau's overview: the county on one page, and what has to be done soon."""
