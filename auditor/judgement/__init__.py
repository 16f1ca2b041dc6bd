"""From what was found to levels, class, flags, frameworks and "may I?": pure functions over the records."""
