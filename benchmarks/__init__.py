"""Repeatable measurements of the balanced random draw: balance, speed, memory, fairness."""
