"""Keys of the installation, and database values that only they open.

The start key opens the keys of each year, which lie wrapped in the database; the keys of a year
close names, identity numbers and files. A copy of the database alone opens nothing (SG1 §11.3,
§11.6).

`services` makes and opens keys; `sealed_fields` and `codes` are fields for models of other
applications.
"""
