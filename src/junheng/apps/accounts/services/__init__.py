"""Acts on accounts: signing in, passwords, the second factor, posts, and the guided set-up."""
