"""The bureau of the county and its schools."""
