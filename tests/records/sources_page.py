"""The page of what is read from which source: made by reading a small made-up export of each.

Write it anew with ``python -m tests.records.sources_page``; a test holds it against the reading.
"""

from __future__ import annotations

from pathlib import Path

from ettervern.records import read_file

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "sources.md"
SOURCES = Path(__file__).parent / "sources"
#: File -> what people call the source and its export.
NAMES = {
    "ovid_medline.ris": "Ovid MEDLINE, RIS",
    "ovid_text.txt": "Ovid, tagged text",
    "ebsco.ris": "EBSCO, RIS",
    "ebsco.csv": "EBSCO, CSV",
    "embase.ris": "Embase, RIS",
    "embase.csv": "Embase, CSV",
    "pubmed.nbib": "PubMed, nbib",
    "pubmed.xml": "PubMed, XML",
    "pubmed.json": "PubMed, JSON",
    "pubmed.csv": "PubMed, CSV",
    "europepmc.json": "Europe PMC, JSON",
    "scopus.bib": "Scopus, BibTeX",
    "scopus.csv": "Scopus, CSV",
    "web_of_science.ciw": "Web of Science, tagged",
    "web_of_science.csv": "Web of Science, CSV",
    "dimensions.ris": "Dimensions, RIS",
    "dimensions.csv": "Dimensions, CSV",
    "openalex.csv": "OpenAlex, CSV",
    "semantic_scholar.csv": "Semantic Scholar, CSV",
    "lens.csv": "Lens, CSV",
    "crossref.json": "Crossref, JSON",
    "google_scholar.enw": "Google Scholar, EndNote",
    "publish_or_perish.csv": "Publish or Perish, CSV",
    "clinicaltrials_gov.csv": "ClinicalTrials.gov, CSV",
    "publisher.jats.xml": "Publishers, JATS XML",
    "library.mods.xml": "Libraries, MODS XML",
    "endnote.ris": "EndNote, RIS",
    "endnote.xml": "EndNote, XML",
    "zotero.csv": "Zotero, CSV",
    "zotero.rdf": "Zotero, RDF",
    "zotero_csl.json": "Zotero and others, CSL JSON",
    "refworks.txt": "RefWorks, tagged",
    "covidence.csv": "Covidence, CSV",
    "norwegian_table.csv": "A table of one's own in Norwegian",
}
FIELDS = {
    **{"title": "title", "original_title": "original title", "authors": "authors", "year": "year"},
    **{"journal": "journal", "volume": "volume", "number": "issue", "pages": "pages", "doi": "DOI"},
    **{"pmid": "PubMed number", "issn": "ISSN", "abstract": "abstract", "keywords": "keywords", "language": "language"},
}
HEAD = """# What is read from which source

Each line is a small made-up export as that source writes it, in [tests/records/sources](../tests/records/sources). A
“yes” says that the field stands in the export and is read; “-” that this export does not have it. The format and the
letters are seen from the content of a file and never from its name.

"""
FOOT = """
Tables may be CSV, with commas, semicolons or tabs and in any encoding, or XLSX. Their columns are found by the names in
[headers.toml](../src/ettervern/records/headers.toml): add a name there, and the column is read. Columns that no name
fits are told once a file. What a spreadsheet has spoilt (pages that became a day, long numbers with an exponent) is
told too.

What can't be read is named for what it is: a web page, a PDF file, a workbook of the old kind, XML that declares
entities.
"""


def page() -> str:
    """Return the page."""
    lines = [f"| source | {' | '.join(FIELDS.values())} |", "|---" * (len(FIELDS) + 1) + "|"]
    for name, shown in NAMES.items():
        found = read_file(SOURCES / name).columns
        cells = ("yes" if found[field][0] else "-" for field in FIELDS)
        lines.append(f"| {shown} | {' | '.join(cells)} |")
    return HEAD + "\n".join(lines) + "\n" + FOOT


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), "utf-8")
