"""The desk: a case's documents and its questions side by side."""
