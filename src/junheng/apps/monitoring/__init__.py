"""Monitoring of the balance between schools: collected, reviewed, judged, told, worked off."""
