//! The ledger of mistakes and of what is said about each.

use taskweave::filter::{Filter, MAX_BYTES, MAX_DEPTH};

use super::limits::LEAF;

/// The filters of the ledger. Each is wrong in one way that somebody will be wrong in.
fn bad_filters() -> Vec<String> {
    let mut filters: Vec<String> = include_str!("../golden/filter-errors.in")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| line.to_owned()))
        .collect();
    let levels = MAX_DEPTH + 1;
    filters.push(format!(
        "{}{LEAF}{}",
        "(".repeat(levels),
        ")".repeat(levels)
    ));
    filters.push(format!("{}{LEAF}", "not ".repeat(levels)));
    filters.push(format!("name ~ \"{}\"", "Acme ".repeat(MAX_BYTES / 5)));
    filters
}

#[test]
fn bad_filters_teach() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/golden/filter-errors.txt"
    );
    let filters = bad_filters();
    assert!(filters.len() >= 300);
    let mut ledger = String::new();
    let mut right = Vec::new();
    for text in &filters {
        let error = match Filter::parse(text) {
            Err(error) => error,
            Ok(filter) => {
                right.push(format!("{text} is read as {filter}"));
                continue;
            }
        };
        let span = error.span.unwrap();
        ledger += &format!(
            "at {}..{}\n{}\n\n",
            span.start,
            span.end,
            error.snippet(text)
        );
        assert!(error.help.is_some(), "{text}");
    }
    assert!(right.is_empty(), "{}", right.join("\n"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, &ledger).unwrap();
    }
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        golden == ledger,
        "the messages differ from {path}; look at the difference after UPDATE_GOLDEN=1"
    );
}
