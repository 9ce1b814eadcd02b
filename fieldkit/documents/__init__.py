"""Documents: bytes of a PDF, Word file, e-mail, sheet, page or picture -> what can be shown.

The window, the steps and the CLI use `worker`, `preflight` and the values of `display`. Everything
else here runs only in the worker process (`child`), without network, files or keys.
"""
