"""Sections of the report of a campaign, and what they are all made from."""
