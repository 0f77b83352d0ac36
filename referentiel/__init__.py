"""The framework: what is assessed, on which scale, in which version."""
