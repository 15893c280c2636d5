"""Read any search export into one table of records with stable ids, and write it for reference managers."""

from ettervern.records.model import COLUMNS, CONTENT_COLUMNS, SOURCE_COLUMNS, Reading
from ettervern.records.read import read_file, read_files
from ettervern.records.write import write_records

__all__ = [
    "COLUMNS",
    "CONTENT_COLUMNS",
    "SOURCE_COLUMNS",
    "Reading",
    "read_file",
    "read_files",
    "write_records",
]
