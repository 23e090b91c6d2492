"""Messages to people outside the platform, written in the transaction of the act they tell of.

One row a message; a job hands the rows to the county's gateway, each at most once. `queueing` is
what applications use to write, `recipients` who left a telephone number and agreed to what.
"""
