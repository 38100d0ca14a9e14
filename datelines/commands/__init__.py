"""The commands of `datelines`, a module for each kind of input. Importing one is cheap: work is imported when run."""
