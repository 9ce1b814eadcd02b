"""The rules of an inspection: pure values and functions, without files, clock, Qt or randomness."""
