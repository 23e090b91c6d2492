"""Acts on sessions: arranging, freezing, the ceremony, what follows the draw."""
