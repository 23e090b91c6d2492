"""Notices: made from values, printed, posted with proof, taken down; objections to them."""
