"""What keeps watch over people and their data: secrets, sessions, rates, the chain of acts."""
