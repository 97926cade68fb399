"""The nouns, the rules between them and the events of a talk.

Pure: nothing here opens a file, a socket or a database, reads the clock or draws a random
number. Time, ids and randomness come in as arguments.
"""
