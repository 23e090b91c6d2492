"""The archive of the day: what is kept, the disc it is kept on, and how a disc is checked later."""
