from auditor.nouns import *
def read_document(document, catalog):
    from auditor.text.words import Words
    from auditor.text import words as w
    from auditor.matching.clauses import find_clauses
    words = w.Words.of(document.text)
    return DocumentReading(path=document.path, sha256=document.sha256, kind=document.kind, identity=Identity(id=None, match=Match.NONE), findings=find_clauses(words, document.text, document.path, document.kind, catalog))
