"""The public site: what anybody may see without signing in."""
