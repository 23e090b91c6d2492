"""What teams are made from and how they compare: decisions over values."""
