"""Rules against texts: clauses of terms, disclosures of cards, fields of metadata; each answer with its place."""
