"""Homeroom teachers and teaching teams of a starting grade: chosen, filed, posted."""
