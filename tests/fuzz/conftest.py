"""The closing count of `make test-fuzz`."""

from collections import Counter


def pytest_terminal_summary(terminalreporter):
    total = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            found = {
                name: value
                for name, value in getattr(report, "user_properties", [])
                if name.startswith("fuzz ")
            }
            if found and report.when == "call":
                counts = {name.removeprefix("fuzz "): value for name, value in found.items()}
                total.update(counts)
                name = report.nodeid.rsplit("::", 1)[-1]
                words = ", ".join(f"{count} {what}" for what, count in counts.items())
                terminalreporter.write_line(f"{name}: {sum(counts.values())} cases, {words}")
    if total:
        words = ", ".join(f"{count} {what}" for what, count in total.items())
        terminalreporter.write_line(f"all: {sum(total.values())} cases, {words}")
