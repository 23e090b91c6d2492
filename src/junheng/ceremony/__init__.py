"""One sitting, from a roster to the finished folder: freeze, seed, draw, papers, late arrivals.

The ceremony lives in a folder. What was decided is written before it is shown, whole or not at
all, so that a power cut at any point costs nothing: the next start goes on from the ledger and the
paper (SG1 §7.5).
"""
