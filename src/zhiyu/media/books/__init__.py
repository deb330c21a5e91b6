"""An e-book as chapters: read once in the worker from an EPUB, cleaned, and kept as rows beside small pictures.

To the rest of the house a chapter is a second of a film, as a page of a document is: a book of twelve chapters lasts
12,000 ms, its preview ends between two chapters, and half of the third one read is the range 2.0 … 2.5.
"""
