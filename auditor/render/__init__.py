"""Reports to text. No renderer reads a file, asks a server or judges; the same report gives the same bytes."""
