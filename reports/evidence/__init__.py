"""The evidence file of a campaign: pieces already released or set, by Qualiopi indicator."""
