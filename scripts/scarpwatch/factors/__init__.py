"""The conditioning factors: what each is, and which there are."""
