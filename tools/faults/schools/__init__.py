"""Schools at work: people at their pages, from the empty roster to the published result."""
