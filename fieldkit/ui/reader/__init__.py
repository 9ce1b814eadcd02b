"""The document reader: the list of a case's documents, and pages, text and sheets to read."""
