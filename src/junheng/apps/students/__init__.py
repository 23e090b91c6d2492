"""The students of a starting grade: rosters, corrections, confirmation slips, disputes."""
