//! Every mistake has its place and says what to write instead.

use crate::error::{Code, Span, TaskweaveError};
use crate::filter::MAX_BYTES;
use crate::platforms::Dialect;
use crate::platforms::accelo::dialect::TaskDialect;
use crate::task::Timestamp;

fn mistake(text: &str) -> TaskweaveError {
    let now = Timestamp::from_millis(0).unwrap();
    TaskDialect.read(text, now).unwrap_err()
}

#[test]
fn mistakes_are_pointed_at() {
    use Code::{FilterField, FilterSyntax, FilterValue};
    for (text, code, message, (start, end), help) in [
        (
            "standin(started)",
            FilterField,
            "`standin` is not a filter of Accelo's tasks",
            (0, 7),
            "did you mean `standing`?",
        ),
        (
            "id(1),due(3)",
            FilterField,
            "`due` is not a filter of Accelo's tasks",
            (6, 9),
            "the filters are",
        ),
        (
            "date_due_befor(3)",
            FilterField,
            "`date_due_befor` is not a filter of Accelo's tasks",
            (0, 14),
            "did you mean `date_due_before`?",
        ),
        (
            "standing",
            FilterSyntax,
            "the values of `standing` are missing",
            (0, 8),
            "write them in parentheses: `standing(…)`",
        ),
        (
            "standing = \"started\"",
            FilterSyntax,
            "the values of `standing` are missing",
            (9, 10),
            "write them in parentheses: `standing(…)`",
        ),
        (
            "standing(started",
            FilterSyntax,
            "this parenthesis is never closed",
            (8, 9),
            "close it with `)`",
        ),
        (
            "_OR(id(3)",
            FilterSyntax,
            "this parenthesis is never closed",
            (3, 4),
            "close it",
        ),
        (
            "id(3))",
            FilterSyntax,
            "there is a `)` too many",
            (5, 6),
            "take it away",
        ),
        (
            "id(3) manager(4)",
            FilterSyntax,
            "filters are parted by commas",
            (6, 7),
            "write a comma",
        ),
        (
            "_OR(id(3) manager(4))",
            FilterSyntax,
            "filters are parted by commas",
            (10, 11),
            "write a comma",
        ),
        (
            "id()",
            FilterSyntax,
            "a value is missing",
            (3, 4),
            "write at least one value",
        ),
        (
            "id(3,)",
            FilterSyntax,
            "a value is missing",
            (5, 6),
            "write at least one value",
        ),
        (
            "id(3),",
            FilterSyntax,
            "a filter is missing",
            (6, 6),
            "write names with their values",
        ),
        (
            "id(3),,id_not(4)",
            FilterSyntax,
            "a filter is missing",
            (6, 7),
            "write names",
        ),
        (
            "é(3)",
            FilterSyntax,
            "no filter begins like this",
            (0, 1),
            "write names",
        ),
        (
            "custom_id(A(1))",
            FilterSyntax,
            "a value holds a parenthesis",
            (11, 12),
            "JSON form",
        ),
        (
            "standing(completed)",
            FilterValue,
            "\"completed\" is not a standing",
            (9, 18),
            "did you mean `complete`?",
        ),
        (
            "standing('started')",
            FilterValue,
            "\"'started'\" is not a standing",
            (9, 18),
            "did you mean `started`?",
        ),
        (
            "id(5,abc)",
            FilterValue,
            "\"abc\" is not an id: `id` takes numbers",
            (5, 8),
            "write `id(7)`",
        ),
        (
            "id_greater_than(1,2)",
            FilterValue,
            "`id` is bounded by one value",
            (18, 19),
            "write one value",
        ),
        (
            "id_greater_than(1e3)",
            FilterValue,
            "\"1e3\" is not a number that `id` is compared with",
            (16, 19),
            "plain digits",
        ),
        (
            "date_due_after(2024-01-01)",
            FilterValue,
            "\"2024-01-01\" is not a time of `date_due`",
            (15, 25),
            "write `1704067200`",
        ),
        (
            "date_due_after(1704067200000)",
            FilterValue,
            "\"1704067200000\" is not a time of `date_due`",
            (15, 28),
            "write seconds: `1704067200`",
        ),
        (
            "date_due_after(soon)",
            FilterValue,
            "\"soon\" is not a time of `date_due`",
            (15, 19),
            "Unix seconds",
        ),
        (
            "order_by_asc(due)",
            FilterField,
            "`due` is not a field that tasks are ordered by",
            (13, 16),
            "",
        ),
        (
            "order_by_asc(id,title)",
            FilterValue,
            "`the order` is bounded by one value",
            (16, 21),
            "write one value",
        ),
        (
            "_OR(order_by_asc(id),id(1))",
            FilterSyntax,
            "an order stands inside `_OR` or `_AND`",
            (4, 20),
            "write it outside",
        ),
        (
            "_OR(_OR(id(1)),id(2))",
            FilterSyntax,
            "an `_OR` stands inside an `_OR`",
            (4, 14),
            "the outer one",
        ),
        (
            "_OR(_AND(_AND(id(1))))",
            FilterSyntax,
            "`_OR` holds filters and one `_AND`, no deeper ones",
            (9, 20),
            "the outer one",
        ),
        (
            "search( , ())",
            FilterSyntax,
            "a search without a word",
            (7, 12),
            "write words",
        ),
        (
            "against(company(x))",
            FilterValue,
            "\"x\" is not an id: `against` takes numbers",
            (16, 17),
            "",
        ),
        (
            r#"{"standin":["started"]}"#,
            FilterField,
            "`standin` is not a filter of Accelo's tasks",
            (2, 9),
            "did you mean `standing`?",
        ),
        (
            r#"{"id":[1,{"a":2}]}"#,
            FilterSyntax,
            "this is no value of a filter",
            (9, 16),
            "a text that is not empty or a number",
        ),
        (
            r#"{"id":[]}"#,
            FilterSyntax,
            "a value is missing",
            (6, 8),
            "at least one value",
        ),
        (
            r#"{"id":[5,"é😀x"]}"#,
            FilterValue,
            "\"é😀x\" is not an id: `id` takes numbers",
            (9, 15),
            "write `id(7)`",
        ),
        (
            r#"{"id":null}"#,
            FilterSyntax,
            "this is no value of a filter",
            (6, 10),
            "",
        ),
        (
            r#"{"id":[1]"#,
            FilterSyntax,
            "the JSON is cut off",
            (8, 9),
            "write an object of filters",
        ),
        (
            r#"{"id":[1]}}"#,
            FilterSyntax,
            "this is not JSON",
            (10, 11),
            "write an object of filters",
        ),
        (
            "[{}]",
            FilterSyntax,
            "this is not an object of filters",
            (0, 4),
            "write an object",
        ),
        (
            r#"{"_filters":"id(1)"}"#,
            FilterSyntax,
            "`_filters` holds a text",
            (12, 19),
            "write that text alone",
        ),
        (
            r#"{"_filters":{},"_limit":5}"#,
            FilterSyntax,
            "`_filters` stands among other things",
            (12, 14),
            "alone",
        ),
        (
            r#"{"_OR":{}}"#,
            FilterSyntax,
            "a filter is missing",
            (7, 9),
            "write an object",
        ),
        (
            r#"{"against":[{"company":[]}]}"#,
            FilterSyntax,
            "a value is missing",
            (23, 25),
            "",
        ),
    ] {
        let error = mistake(text);
        assert_eq!(error.message, message, "{text}");
        assert_eq!(error.code, code, "{text}");
        assert_eq!(error.span, Some(Span { start, end }), "{text}");
        let found = error.help.clone().unwrap_or_default();
        assert!(!found.is_empty() && found.contains(help), "{text}: {found}");
    }
}

#[test]
fn sizes_are_limited() {
    let long = format!("id({})", vec!["1"; MAX_BYTES].join(","));
    let deep_and = "_AND(".repeat(1000);
    let deep_json = format!("{}1{}", "{\"_AND\":".repeat(900), "}".repeat(900));
    let words = format!("search({})", "a ".repeat(600));
    for text in [long, deep_and, deep_json, words] {
        assert_eq!(
            mistake(&text).code,
            Code::FilterTooLarge,
            "{}",
            text.get(..20).unwrap()
        );
    }
    for text in [
        "_OR(".repeat(2000),
        "(".repeat(8000),
        "[".repeat(8000),
        "{\"id\":".repeat(1300),
        format!("{{\"id\":{}", "[".repeat(8000)),
        format!("{{\"against\":{}{}}}", "[".repeat(4000), "]".repeat(4000)),
        format!("search({}", "(".repeat(8000)),
    ] {
        assert!(mistake(&text).code.as_str().starts_with("filter_"));
    }
}
