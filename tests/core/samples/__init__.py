"""A small application for the tests of `core`: what a business application would declare."""
