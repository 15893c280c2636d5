"""Make the template, its code book and the simulated practice studies again; run this file with python.

The studies are SIMULATED. No person stands behind any row, the shares are chosen, and nothing is said of any service.
"""

from pathlib import Path

from ettervern.files import write_table, write_whole
from ettervern.local.simulate import Chosen, simulated_sheet
from ettervern.local.workbook import codebook, template_csv, template_xlsx
from ettervern.review import Review

HERE = Path(__file__).parent


def main() -> None:
    """Write every file."""
    review = Review.open(HERE.parent)
    own = review.written("own_study")
    for language in review.languages:
        write_whole(HERE / f"template_{language}.csv", template_csv(language))
        write_whole(HERE / f"template_{language}.xlsx", template_xlsx(language, own))
        write_whole(HERE / f"codebook_{language}.md", codebook(language, own))
    write_table(HERE / "simulated_study.csv", simulated_sheet())
    write_table(HERE / "simulated_matched_pairs.csv", simulated_sheet(Chosen(n=30, matched=True)))


if __name__ == "__main__":
    main()
