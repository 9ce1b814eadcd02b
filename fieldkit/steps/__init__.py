"""The job in order, one module for each step; used alike by the windows and the command line."""
