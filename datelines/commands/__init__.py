"""The commands of `datelines`, a module for each kind of input. Importing one is cheap: the work is imported when run."""
