"""Values that everything meets in: standard library only, no I/O."""
