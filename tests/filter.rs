//! The filter language from outside: what is read, what is refused and how, and that printing and
//! reading are inverse.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::unreachable,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that fails says so by a panic"
)]

mod support;

use proptest::prelude::*;
use taskweave::error::{Code, Span};
use taskweave::filter::{Expr, Filter, MAX_BYTES, MAX_DEPTH, MAX_PREDICATES, Op, Value};
use taskweave::task::Field;

use support::exprs::{exprs, exprs_over, relative_exprs};

fn canonical(text: &str) -> String {
    match Filter::parse(text) {
        Ok(filter) => filter.canonical(),
        Err(error) => panic!("{}", error.snippet(text)),
    }
}

#[test]
fn good_filters_have_one_canonical_text() {
    for (text, printed) in [
        // Rutter's own examples.
        (
            r#"created_at>"2024-03-01T00:00:00Z""#,
            r#"created_at > "2024-03-01T00:00:00.000Z""#,
        ),
        (
            r#"created_at>"2024-01-01T00:00:00Z" AND name~"Acme""#,
            r#"created_at > "2024-01-01T00:00:00.000Z" AND name ~ "Acme""#,
        ),
        (r#"name="Acme Inc""#, r#"name = "Acme Inc""#),
        // Precedence and parentheses.
        (
            r#"name="a" or name="b" and not name="c""#,
            r#"name = "a" OR name = "b" AND NOT name = "c""#,
        ),
        (
            r#"(((name="a") or ((name="b"))) and name="c")"#,
            r#"(name = "a" OR name = "b") AND name = "c""#,
        ),
        (
            r#"name="a" AND (name="b" AND (name="c" OR (name="d" OR name="e")))"#,
            r#"name = "a" AND name = "b" AND (name = "c" OR name = "d" OR name = "e")"#,
        ),
        (
            r#"NOT (name="a")AND name="b""#,
            r#"NOT name = "a" AND name = "b""#,
        ),
        (
            r#"not(name="a"and name="b")"#,
            r#"NOT (name = "a" AND name = "b")"#,
        ),
        (r#"NOT NOT name="a""#, r#"NOT NOT name = "a""#),
        // Values.
        ("platform_url = NULL", "platform_url = null"),
        ("name != Null", "name != null"),
        ("updated_at != null", "updated_at != null"),
        ("status = null", "status = null"),
        ("platform != null", "platform != null"),
        (r#"status != "on_hold""#, r#"status != "on_hold""#),
        (r#"platform = "ZOHOBOOKS""#, r#"platform = "ZOHOBOOKS""#),
        (
            r#"updated_at<="2024-01-01""#,
            r#"updated_at <= "2024-01-01T00:00:00.000Z""#,
        ),
        (
            r#"updated_at<"2024-01-01T02:00:00+02:00""#,
            r#"updated_at < "2024-01-01T00:00:00.000Z""#,
        ),
        (
            r#"created_at = "2024-01-01T00:00:00.123000Z""#,
            r#"created_at = "2024-01-01T00:00:00.123Z""#,
        ),
        (
            r#"name ~ "\u00e9\ud83d\ude00\/\t\u0001""#,
            r#"name ~ "é😀/\t\u0001""#,
        ),
        ("name ~ \"line\none\"", r#"name ~ "line\none""#),
        (
            r#"id="" and platform_id>="7""#,
            r#"id = "" AND platform_id >= "7""#,
        ),
        ("\u{a0}\n\tname\r\n=\t\"a\"\u{3000}", r#"name = "a""#),
    ] {
        assert_eq!(canonical(text), printed, "{text}");
        assert_eq!(canonical(printed), printed);
    }
}

#[test]
fn fields_are_listed_once_in_order() {
    let text = r#"(status = "planned" OR name ~ "a") AND NOT status = null AND id = "x""#;
    let fields = Filter::parse(text).unwrap().fields();
    assert_eq!(fields, [Field::Status, Field::Name, Field::Id]);
}

#[test]
fn filters_are_composed_flat() {
    let parse = |text| Filter::parse(text).unwrap();
    let first = parse(r#"name = "a" AND name = "b""#);
    let second = parse(r#"name = "c" OR name = "d""#);
    assert_eq!(Filter::and(None, second.clone()), second);
    let both = Filter::and(Some(first.clone()), Filter::and(Some(second), first));
    let text =
        r#"name = "a" AND name = "b" AND (name = "c" OR name = "d") AND name = "a" AND name = "b""#;
    assert_eq!(both.canonical(), text);
    assert_eq!(both, parse(text));
    assert_eq!(Expr::all(vec![]), None);
    assert_eq!(Expr::any(vec![]), None);
    assert_eq!(
        Expr::any(vec![both.expr().clone()]).as_ref(),
        Some(both.expr())
    );
}

const LEAF: &str = r#"name=null"#;

#[test]
fn the_limits_are_met_exactly() {
    let too_large = |text: &str, start: usize, end: usize| {
        let error = Filter::parse(text).unwrap_err();
        assert_eq!(error.code, Code::FilterTooLarge, "{}", error.message);
        assert_eq!(error.span, Some(Span { start, end }));
    };

    let padded = format!("{LEAF}{}", " ".repeat(MAX_BYTES - LEAF.len()));
    assert_eq!(canonical(&padded), "name = null");
    too_large(&format!("{padded} "), MAX_BYTES, MAX_BYTES + 1);
    // A character that lies across the limit is beyond it.
    too_large(
        &format!("x{}", "é".repeat(MAX_BYTES / 2)),
        MAX_BYTES / 2,
        MAX_BYTES / 2 + 1,
    );

    let parens = |n| format!("{}{LEAF}{}", "(".repeat(n), ")".repeat(n));
    let nots = |n| format!("{}{LEAF}", "NOT ".repeat(n));
    let mixed = |n| format!("{}{LEAF}{}", "NOT(".repeat(n), ")".repeat(n));
    assert_eq!(canonical(&parens(MAX_DEPTH)), "name = null");
    too_large(&parens(MAX_DEPTH + 1), MAX_DEPTH, MAX_DEPTH + 1);
    assert_eq!(
        canonical(&nots(MAX_DEPTH)),
        nots(MAX_DEPTH).replace('=', " = ")
    );
    too_large(&nots(MAX_DEPTH + 1), MAX_DEPTH * 4, MAX_DEPTH * 4 + 3);
    Filter::parse(&mixed(MAX_DEPTH / 2)).unwrap();
    too_large(&mixed(MAX_DEPTH / 2 + 1), MAX_DEPTH * 2, MAX_DEPTH * 2 + 3);
    // Depth is that of one place, not the sum of all.
    let wide = [parens(MAX_DEPTH).as_str(); 20].join(" AND ");
    Filter::parse(&wide).unwrap();

    let many = |n: usize| vec![r#"id="" "#; n].join("OR ").replace(" OR", "OR");
    Filter::parse(&many(MAX_PREDICATES)).unwrap();
    let start = MAX_PREDICATES * r#"id=""OR "#.len();
    too_large(&many(MAX_PREDICATES + 1), start, start + 2);
}

#[test]
fn hostile_texts_end_in_an_error() {
    for part in [
        "(", "NOT ", "NOT(", ")", "\"", "\\", "'", "«", ";", "\"\\q\"", "id=", "id=(", "AND ",
        "a ", "\u{0}", "😀",
    ] {
        let text = part.repeat(MAX_BYTES / part.len());
        let error = Filter::parse(&text).unwrap_err();
        assert!(error.span.is_some() && error.help.is_some(), "{part}");
    }
    let nested = format!(
        "{}id=null{}",
        "(id=null AND ".repeat(MAX_DEPTH),
        ")".repeat(MAX_DEPTH)
    );
    let filter = Filter::parse(&nested).unwrap();
    assert!(matches!(filter.expr(), Expr::And(parts) if parts.len() == MAX_DEPTH + 1));
}

/// The filters of the ledger. Each is wrong in one way that somebody will be wrong in.
fn bad_filters() -> Vec<String> {
    let mut filters: Vec<String> = include_str!("golden/filter-errors.in")
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
    assert!(filters.len() >= 50);
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

/// Texts that try to break out of their quotes.
fn hostile_texts() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        any::<String>(),
        "[\"\\\\/'` \u{0}-\u{1f}\u{7f}-\u{9f}]{0,8}",
        "[a-z\"\\\\ ]{0,4}(\\\\u[0-9a-f]{0,4}|\" OR name ~ \"|\u{202e}|\u{2028}|é|😀|\u{10ffff}){1,3}",
    ]
}

/// Pieces of filters, good and bad, in any order.
fn token_soup() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        8 => prop::sample::select(vec![
            "name", "status", "created_at", "due_at", "platform_data.x", "AND", "or", "Not", "null", "true",
            "(", ")", ",", "=", "!=", "<", ">=", "~", "!~", "==", "&&", "!", "IN", "BETWEEN", "'a'", "“é”",
            "\"planned\"", "\"2024-01-01\"", "\"\\u00e9\"", "\"\\ud83d\"", "\"", "\\", "-5", "now-7d", "😀",
            "name=\"a\"", "name ~ \"b\"", "status != null",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    (
        prop::collection::vec(token, 0..14),
        prop::sample::select(vec!["", " "]),
    )
        .prop_map(|(tokens, space)| tokens.join(space))
}

/// A text either is refused at a place inside it, or it prints to what reads the same.
fn is_sound(text: &str) -> Result<(), TestCaseError> {
    match Filter::parse(text) {
        Ok(filter) => {
            let printed = filter.canonical();
            let again = Filter::parse(&printed).map_err(|error| {
                TestCaseError::fail(format!("{text}\n{}", error.snippet(&printed)))
            })?;
            prop_assert_eq!(again.canonical(), printed);
            prop_assert_eq!(again, filter);
        }
        Err(error) => {
            let Some(span) = error.span else {
                return Err(TestCaseError::fail(format!("{error} has no place")));
            };
            let units = text.encode_utf16().count();
            prop_assert!(
                span.start <= span.end && span.end <= units,
                "{:?} of {}",
                span,
                units
            );
            prop_assert!(error.help.is_some(), "{} has no help", error);
            let inside = span.start == units || span.start < span.end;
            prop_assert!(inside, "{} points at nothing", error);
            prop_assert!(error.snippet(text).contains('^'));
        }
    }
    Ok(())
}

/// Prints a tree in another way than the canonical one, as the choices say.
fn write_otherwise(expr: &Expr, choices: &mut impl Iterator<Item = u8>, out: &mut String) {
    let mut choose = |n: u8| choices.next().unwrap_or(0) % n;
    let spaces = ["", " ", "\n\t ", "\u{a0}"];
    let cased = |word: &str, choice: u8| match choice {
        0 => word.to_uppercase(),
        1 => word.to_lowercase(),
        _ => format!("{}{}", &word[..1], word[1..].to_lowercase()),
    };
    let wrapped = choose(3) == 0;
    if wrapped {
        out.push('(');
        out.push_str(spaces[usize::from(choose(4))]);
    }
    match expr {
        Expr::And(parts) | Expr::Or(parts) => {
            let is_and = matches!(expr, Expr::And(_));
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    let word = cased(
                        if is_and { "AND" } else { "OR" },
                        choices.next().unwrap_or(0) % 3,
                    );
                    out.push_str(&format!(" {word} "));
                }
                let needed = matches!(part, Expr::And(_) | Expr::Or(_)) && is_and;
                out.push_str(if needed { "(" } else { "" });
                write_otherwise(part, choices, out);
                out.push_str(if needed { ")" } else { "" });
            }
        }
        Expr::Not(part) => {
            out.push_str(&cased("NOT", choose(3)));
            out.push('(');
            write_otherwise(part, choices, out);
            out.push(')');
        }
        Expr::Is(predicate) => {
            out.push_str(&predicate.target.to_string());
            let spaces = match predicate.op {
                // Words need a space around them.
                Op::In | Op::NotIn | Op::Between | Op::NotBetween => [" ", "\n", "\t ", "\u{a0}"],
                _ => spaces,
            };
            out.push_str(spaces[usize::from(choose(4))]);
            out.push_str(&cased(predicate.op.as_str(), choose(3)));
            out.push_str(spaces[usize::from(choose(4))]);
            let value = match (predicate.op, &predicate.value) {
                (Op::Between | Op::NotBetween, Value::List(ends)) => {
                    let and = cased(" AND ", choose(2));
                    let ends: Vec<_> = ends.iter().map(Value::to_string).collect();
                    ends.join(&and)
                }
                (_, Value::List(values)) => {
                    let comma = [",", ", ", " ,", "\n,\n"][usize::from(choose(4))];
                    let values: Vec<_> = values.iter().map(Value::to_string).collect();
                    format!("({})", values.join(comma))
                }
                (_, Value::Null | Value::Boolean(_)) => {
                    cased(&predicate.value.to_string(), choose(3))
                }
                (_, Value::Number(number)) if choose(2) == 1 => {
                    let number = number.to_string();
                    match number.strip_prefix('-') {
                        Some(size) => format!("-0{size}"),
                        None => format!("+0{number}"),
                    }
                }
                (_, Value::Relative(time)) if choose(2) == 1 => {
                    time.to_string().replace('-', " - ").replace('+', "\t+")
                }
                (_, value) => value.to_string(),
            };
            // One character in another spelling: an escape in place of itself.
            let inner = value.len().checked_sub(1).and_then(|end| value.get(1..end));
            match inner.and_then(|inner| inner.chars().next()) {
                Some(c)
                    if c.is_ascii_alphanumeric() && value.starts_with('"') && choose(2) == 1 =>
                {
                    out.push_str(&format!("\"\\u{:04X}{}", u32::from(c), &value[2..]));
                }
                _ => out.push_str(&value),
            }
        }
    }
    if wrapped {
        out.push(')');
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn what_is_printed_reads_as_it_was(expr in exprs_over(hostile_texts())) {
        let printed = expr.to_string();
        prop_assume!(printed.len() <= MAX_BYTES);
        let read = Filter::parse(&printed);
        prop_assert_eq!(read.map(|filter| filter.expr().clone()), Ok(expr), "{}", printed);
    }

    #[test]
    fn relative_times_read_as_they_were(expr in relative_exprs()) {
        let printed = expr.to_string();
        let read = Filter::parse(&printed);
        prop_assert_eq!(read.map(|filter| filter.expr().clone()), Ok(expr), "{}", printed);
    }

    #[test]
    fn equal_filters_have_one_canonical_text(expr in prop_oneof![exprs(), relative_exprs()], choices in prop::collection::vec(any::<u8>(), 200)) {
        let mut text = String::new();
        write_otherwise(&expr, &mut choices.into_iter(), &mut text);
        let filter = Filter::parse(&text);
        prop_assert_eq!(filter.map(|filter| filter.canonical()), Ok(expr.to_string()), "{}", text);
    }

    #[test]
    fn any_text_is_sound(text in any::<String>()) {
        is_sound(&text)?;
    }

    #[test]
    fn any_tokens_are_sound(text in token_soup()) {
        is_sound(&text)?;
    }

    #[test]
    fn a_cut_filter_is_sound(expr in exprs(), at in any::<prop::sample::Index>()) {
        let text = expr.to_string();
        let cut = text.floor_char_boundary(at.index(text.len() + 1));
        is_sound(&text[..cut])?;
        is_sound(&text[cut..])?;
    }
}
