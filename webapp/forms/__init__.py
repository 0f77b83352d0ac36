"""What facilitators fill in, one module a blueprint: labels, kinds of input, messages."""
