"""The audit trail as its administrator reads it: searched, checked, exported, printed."""
