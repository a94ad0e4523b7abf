//! What holds for every filter and every text.

use proptest::prelude::*;
use taskweave::filter::{Expr, Filter, MAX_BYTES, Op, Path, Predicate, Target, Value};

use super::support::exprs::{exprs, exprs_over, relative_exprs};

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
            "(", ")", ",", "=", "!=", "<", ">=", "~", "!~", "==", "&&", "!", "IN", "BETWEEN", "~*", "!^=", "$=",
            "now", "today", "- 7d", "+2mo", "-", ".", "5", "`", "`a b`", "platform_data.", "project.id", "logged_hours", "[", "'a'", "“é”",
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

/// Names that try to break out of their backquotes; secrets among them are refused and left out.
fn hostile_paths() -> impl Strategy<Value = Path> {
    let name = prop_oneof![
        any::<String>(),
        "[`. \"\\\\]{0,4}",
        "[a-zA-Z_0-9é]{0,6}",
        Just("and".to_owned()),
        Just("platform_data".to_owned()),
    ];
    prop::collection::vec(name, 1..17)
        .prop_filter_map("a secret", |names| Path::checked(names).ok())
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
    fn any_path_reads_as_it_was(path in hostile_paths()) {
        let expr = Expr::Is(Predicate::new(Target::Data(path), Op::Eq, Value::Null));
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
