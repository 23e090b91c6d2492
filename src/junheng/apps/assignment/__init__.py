"""The session of a draw: freeze, ceremony on the screen, lots, signatures, publication, void."""
