"""The pages of the public site."""
