"""Rectifications (整改): what is wrong at a school, until when it is put right, and who checked."""
