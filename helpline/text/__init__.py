"""Text: Khmer keys, SMS parts, matching, the lexicon and what a message means.

Rules of this package (the reasons are in docs/KHMER and checked by tests):

* Pure: no file, network, clock or randomness. Words arrive as text, results leave as values.
* Total: every public function takes any ``str`` (lone surrogates, NUL, 10,000 combining marks)
  and returns. A message that crashes the reader is a message nobody reads.
* Keys are for comparing only. What is stored and shown is always the person's own words.
"""
