"""The components of the screens, one small module each; import them from their modules."""
