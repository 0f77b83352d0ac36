"""The files that a questionnaire comes from and goes to."""
