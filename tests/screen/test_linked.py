"""Reports that belong together are shown beside the one that is judged."""

from __future__ import annotations

import pandas as pd

from ettervern.files import write_table
from ettervern.review import Review
from ettervern.screen.prepare import read_reports


def test_a_report_names_those_that_belong_with_it(review: Review) -> None:
    review.results.mkdir(parents=True)
    reports = [(name, f"Title {name}", "", "2014") for name in ("a-2014", "b-2013", "c-2014")]
    write_table(
        review.results / "reports.csv", pd.DataFrame(reports, columns=["report_id", "title", "abstract", "year"])
    )
    assert read_reports(review)["linked"].tolist() == ["", "", ""]
    links = [("r1", "r2", "b-2013", "a-2014", "abstract of", "same title")]
    columns = ["record_1", "record_2", "report_1", "report_2", "link", "reason"]
    write_table(review.results / "links.csv", pd.DataFrame(links, columns=columns))
    assert read_reports(review)["linked"].tolist() == ["Title b-2013 (b-2013)", "Title a-2014 (a-2014)", ""]
