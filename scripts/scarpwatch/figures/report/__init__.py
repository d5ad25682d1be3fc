"""The report: tables from the results of the workflow, and one HTML page with everything embedded."""
