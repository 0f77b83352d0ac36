"""Reading events and campaigns: each page in a constant number of SELECTs."""
