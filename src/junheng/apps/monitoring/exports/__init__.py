"""What leaves the monitoring, and its numbers as pages show them."""
