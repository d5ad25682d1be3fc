"""Which units the models learn from: positives, negatives, folds, duplicates."""
