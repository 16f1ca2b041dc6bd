"""Which license a text is, how it differs from the known one, and the one license that all mentions come to."""
