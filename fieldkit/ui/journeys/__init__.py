"""Scripted journeys through the real windows, by real key events: for the demo and the pictures.

`painted` ends at the first painted window; `reading` is an inspector's whole job; `lead` is the
lead's; `endless` answers until it is killed. What a journey is to do comes as JSON in the
environment, never from the code.
"""
