"""What the benchmark of the build is made of: a book, ways to build it, and what is promised."""
