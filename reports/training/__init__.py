"""From ranked needs to what to teach: modules, and the best of them within a budget."""
