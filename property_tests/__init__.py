"""Properties of the reference libraries: what a user of ffisafe would write."""
