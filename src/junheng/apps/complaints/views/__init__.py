"""Pages of the complaints: for anybody, for the bureau, for schools."""
