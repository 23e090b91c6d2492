"""Backups: one encrypted file with everything but the keys; and the way back from it.

`making` writes one, `opening` proves one, `restoring` puts one in the place of what stands, all or
nothing; `journal` ends a restore that was cut off. Copies of the database are in `databases`.
"""
