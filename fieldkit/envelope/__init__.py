"""Envelopes: seal and open. Bytes in, bytes out; see `layout` for the exact bytes."""
