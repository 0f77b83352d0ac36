"""The facts: who was invited to what, was asked what, and answered what."""
