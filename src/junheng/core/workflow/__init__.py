"""One step of a state machine: lock the row, look the step up, change the state, audit it.

The machine is a dictionary in the `states.py` of an application; buttons, refusals, constraints
and the printed table all come from it.
"""
