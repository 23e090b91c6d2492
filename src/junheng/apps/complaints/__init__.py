"""Complaints: written by anybody, worked by the bureau within deadlines, kept from the school."""
