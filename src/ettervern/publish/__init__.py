"""Results shown: the Sphinx extension, the words and tables it sets in, and the build of the book."""
