"""Teachers to teaching teams: equal by construction, then moved about by one random stream."""
