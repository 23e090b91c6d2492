"""Teaching teams: proposed, filed, drawn with their homeroom teachers."""
