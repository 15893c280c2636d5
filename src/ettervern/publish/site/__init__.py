"""The files of the site: the book's build, heads, feed, downloads, names of pages."""
