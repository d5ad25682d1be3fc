"""What a run looks at before its first step: that it is alone, what killed runs left, whether the clock was set back."""
