"""Qt Widgets, by screen. Everything it shows or records goes through `steps`."""
