"""People with accounts, the posts they hold, and how they sign in."""
