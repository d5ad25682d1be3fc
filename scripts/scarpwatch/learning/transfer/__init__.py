"""Models in another area than that which trained them: what is kept with them, matching of factors, and their skill."""
