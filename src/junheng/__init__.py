"""Junheng 均衡: sunshine class assignment (阳光分班) that anyone can re-run and check."""

__version__ = "0.1.0"
