"""The lead's desk: progress, receive, disputes, moderation, export."""
