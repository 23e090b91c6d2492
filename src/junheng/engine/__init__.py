"""Pure algorithms: the same input and seed give the same bytes on any machine.

Nothing here reads a file, the clock, the network, the environment or the operating system's
randomness; input and output are frozen dataclasses.
"""
