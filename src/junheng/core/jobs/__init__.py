"""Long work outside a page: declared, checked when asked for, one at a time where it must be.

A job survives the death of its worker: what it had finished stays finished, the rest is carried
out by the next worker, and nothing takes effect twice. `declaration` is what applications use in
their `jobs.py`, `services.enqueue` what they call, `models.JobRun` what their pages show.
"""
