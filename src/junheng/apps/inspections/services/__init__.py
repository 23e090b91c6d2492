"""What is done in an inspection."""
