"""Words to readers: sentences, numbers in prose, names of studies."""
