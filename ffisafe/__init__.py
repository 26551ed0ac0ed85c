"""ffisafe."""
