"""Asking people by name to answer a campaign, without learning which answers are theirs."""
