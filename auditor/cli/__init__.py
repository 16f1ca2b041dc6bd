"""The command line: arguments in, exit codes out. Nothing here judges; what takes time is imported by the command."""
