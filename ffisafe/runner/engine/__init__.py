"""Programs of calls that a contract allows: generated, executed, shrunk."""
