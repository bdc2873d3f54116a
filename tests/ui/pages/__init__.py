"""Pages that read like a person: each names what one screen lets a person do."""
