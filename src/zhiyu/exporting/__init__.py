"""The way out: a whole school as open files (F-195)."""
