"""The sample inspection: an invented delivery unit, its case files, and the answers given in it.

Everything is made from text held in `resources/sample`, always the same, and about nobody real.
`plan` says who reads what and answers how; `documents` makes the files.
"""
