"""Inspections: rounds, schools drawn or chosen, lists as found in class, tests, findings."""
