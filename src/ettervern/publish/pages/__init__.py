"""Pages that are made whole from results and the review's texts."""
