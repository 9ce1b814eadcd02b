"""The disk: encrypted databases, keys, search index, parcels, form files and the workbook."""
