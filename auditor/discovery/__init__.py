"""Which models a repository depends on: every reference with its place, its revision and how it was found."""
