"""What scripts/pesq is made of: conditions, speech, encoders, recordings and rank correlation."""
