"""The pages of the first review's book: key -> language -> name of the file, without its ending."""

from ettervern.publish.site.page_names import pages_of
from ettervern.review import Review
from tests.conftest import ROOT

PAGES = pages_of(Review.open(ROOT / "reviews" / "ettervern"))
