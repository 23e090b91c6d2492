"""`junheng …`: the draw from a terminal, in Chinese, for one clerk on one laptop.

Every command ends with 0 (done), 1 (findings, or refused with a reason) or 2 (wrong usage).
"""
