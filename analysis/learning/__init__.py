"""Code that fits the learned weights in ``analysis/lexicons``; needs the ``learning`` extra."""
