"""Files the platform keeps: uploads and products, whole or not there, served only through gates.

A row says that a file is there; it is written after the file is safe on the disk. What holds
children's data is encrypted. `services` stores, reads and removes, `serving` answers a download.
"""
