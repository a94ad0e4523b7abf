//! How large a filter may be.

use taskweave::error::{Code, Span};
use taskweave::filter::{Expr, Filter, MAX_BYTES, MAX_DEPTH, MAX_PATH, MAX_PREDICATES, MAX_VALUES};

use super::canonical;

pub(crate) const LEAF: &str = r#"name=null"#;

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

    // The values of all lists count together.
    let list = |n: usize| format!("id IN({})", vec![r#""""#; n].join(","));
    Filter::parse(&list(MAX_VALUES)).unwrap();
    let start = "id IN(".len() + MAX_VALUES * r#""","#.len();
    too_large(&list(MAX_VALUES + 1), start, start + 2);
    let first = list(MAX_VALUES / 2);
    let second = list(MAX_VALUES / 2);
    Filter::parse(&format!("{first}OR {second}")).unwrap();
    let start = first.len() + "OR ".len() + second.len() + "AND id IN(".len();
    too_large(
        &format!("{first}OR {second}AND {}", list(1)),
        start,
        start + 2,
    );

    let path = |n: usize| format!("platform_data{} = null", ".a".repeat(n));
    Filter::parse(&path(MAX_PATH)).unwrap();
    too_large(
        &path(MAX_PATH + 1),
        0,
        "platform_data".len() + 2 * (MAX_PATH + 1),
    );
}

#[test]
fn hostile_texts_end_in_an_error() {
    for part in [
        "(",
        "NOT ",
        "NOT(",
        ")",
        "\"",
        "\\",
        "'",
        "«",
        ";",
        "\"\\q\"",
        "id=",
        "id=(",
        "AND ",
        "now-",
        "id IN(",
        "id BETWEEN",
        "`",
        "platform_data.",
        "a.`",
        "a ",
        "\u{0}",
        "😀",
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

/// A tree that was made in code may be larger than any text that is read; it is printed all the same.
#[test]
fn large_trees_of_code_are_printed() {
    let mut expr = Filter::parse(r#"platform_data.x < "a""#)
        .unwrap()
        .expr()
        .clone();
    for level in 0..500 {
        expr = match level % 3 {
            0 => Expr::Not(Box::new(expr)),
            1 => Expr::all(vec![
                expr.clone(),
                Filter::parse(LEAF).unwrap().expr().clone(),
            ])
            .unwrap(),
            _ => Expr::any(vec![
                Filter::parse(LEAF).unwrap().expr().clone(),
                expr.clone(),
            ])
            .unwrap(),
        };
    }
    let printed = expr.to_string();
    assert_eq!(printed.matches("NOT").count(), 167);
    assert_eq!(
        Filter::parse(&printed).unwrap_err().code,
        Code::FilterTooLarge
    );
    let normal = expr.normal();
    assert_eq!(normal.normal(), normal);
}

/// What is read at the limit may print to more than is read; other limits hold for what is printed.
#[test]
fn a_canonical_text_may_be_too_long_to_be_read() {
    let leaf = r#"due_at<"2024-01-01"or "#;
    let text = leaf.repeat(MAX_BYTES / leaf.len() - 1) + "id=null";
    let canonical = Filter::parse(&text).unwrap().canonical();
    assert!(canonical.len() > MAX_BYTES);
    assert_eq!(
        Filter::parse(&canonical).unwrap_err().code,
        Code::FilterTooLarge
    );
}
