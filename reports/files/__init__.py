"""Reading a file of answers from anywhere: rows, columns, ratings."""
