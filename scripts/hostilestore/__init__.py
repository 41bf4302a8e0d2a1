"""What is done to a store of cases to break it: see scripts/hostile."""
