//! Values of filters, each read as its filter takes it.

use super::clause::{Query, Set, Term};
use super::names::{AGAINST_TYPE, CHILD_OF_JOB, Column, STANDINGS, Values};
use super::node::{Word, misspelt, wrong};
use super::tree::{is_id, is_plain_number};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Expr, Op, Predicate, Value, shown};
use crate::task::{Decimal, Field, Timestamp, closest};

/// The one value of a filter that takes no list.
pub(super) fn only<'w>(text: &str, name: &str, words: &'w [Word<'w>]) -> Result<&'w Word<'w>> {
    match words {
        [word] => Ok(word),
        [_, second, ..] => {
            let message = format!("`{name}` is bounded by one value");
            Err(wrong(Code::FilterValue, text, &second.place, message).help("write one value"))
        }
        [] => Err(misspelt(text, &(0..text.len()), "a value is missing")),
    }
}

/// The values of a list, each once. In all of these `text` is the whole, for the places of errors.
pub(super) fn list(
    text: &str,
    column: &Column,
    values: Values,
    words: &[Word<'_>],
) -> Result<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    for word in words {
        let value = match values {
            Values::Ids => id(text, column.name, word)?,
            Values::Standings => standing(text, word)?,
            Values::Words => word.text.clone().into_owned(),
            Values::Amounts => number(text, column.name, word)?.to_string(),
        };
        if !found.contains(&value) {
            found.push(value);
        }
    }
    Ok(found)
}

fn value_error(text: &str, word: &Word<'_>, message: String) -> TaskweaveError {
    wrong(Code::FilterValue, text, &word.place, message)
}

fn id(text: &str, name: &str, word: &Word<'_>) -> Result<String> {
    let digits = word.text.trim_start_matches('0');
    let id = if digits.is_empty() { "0" } else { digits };
    let is_number = word.text.bytes().all(|b| b.is_ascii_digit());
    if is_number && !word.text.is_empty() && is_id(id) {
        return Ok(id.to_owned());
    }
    let message = format!("{} is not an id: `{name}` takes numbers", shown(&word.text));
    Err(value_error(text, word, message).help(format!("write `{name}(7)` or `{name}(7,12)`")))
}

fn standing(text: &str, word: &Word<'_>) -> Result<String> {
    let written = word.text.as_ref();
    if STANDINGS.contains(&written) {
        return Ok(written.to_owned());
    }
    let bare = written.trim_matches(['\'', '"']);
    let bare: String = bare.chars().flat_map(char::to_lowercase).collect();
    let help = match closest(&bare, STANDINGS) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the standings are {}", STANDINGS.join(", ")),
    };
    Err(value_error(text, word, format!("{} is not a standing", shown(written))).help(help))
}

/// A number in plain digits.
pub(super) fn number(text: &str, name: &str, word: &Word<'_>) -> Result<Decimal> {
    let number = is_plain_number(&word.text).then(|| Decimal::parse(&word.text));
    number.flatten().ok_or_else(|| {
        let message = format!(
            "{} is not a number that `{name}` is compared with",
            shown(&word.text)
        );
        value_error(text, word, message)
            .help("write plain digits, such as `5` or `57.50`: at most 15, and 9 behind a point")
    })
}

/// A time in Unix seconds.
pub(super) fn second(text: &str, column: &Column, word: &Word<'_>) -> Result<i64> {
    let written = word.text.as_ref();
    let name = column.name;
    let second: Option<i64> = written.parse().ok();
    let is_time = |second: &i64| {
        let millis = second.checked_mul(1000);
        millis.and_then(Timestamp::from_millis).is_some()
    };
    if let Some(second) = second.filter(is_time) {
        return Ok(second);
    }
    let message = format!("{} is not a time of `{name}`", shown(written));
    let error = value_error(text, word, message);
    Err(match (Timestamp::parse(written), second) {
        (Some(time), _) => error.help(format!(
            "times are Unix seconds: write `{}`",
            time.floor_second()
        )),
        (None, Some(millis)) if Timestamp::from_millis(millis).is_some() => {
            error.help(format!("milliseconds? write seconds: `{}`", millis / 1000))
        }
        _ => error.help("times are Unix seconds: write `1700000000`"),
    })
}

/// Every word in the title or the description, small and capital letters alike.
pub(super) fn search(text: &str, words: &[Word<'_>]) -> Result<Vec<Expr>> {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')');
    let mut exprs = Vec::new();
    for word in words {
        for text in word.text.split(is_gap).filter(|text| !text.is_empty()) {
            let finds = |field| {
                let value = Value::Text(text.to_owned());
                Expr::Is(Predicate::new(field, Op::ContainsFold, value))
            };
            exprs.extend(Expr::any(vec![
                finds(Field::Name),
                finds(Field::Description),
            ]));
        }
    }
    match (exprs.is_empty(), words.first()) {
        (true, Some(word)) => {
            let place = word.place.clone();
            Err(misspelt(text, &place, "a search without a word")
                .help("write words to search for: `search(north survey)`"))
        }
        _ => Ok(exprs),
    }
}

/// The weakest that rows show of it: the tasks of a job itself, and those of what may stand under one.
pub(super) fn child_of_job(jobs: Vec<String>, deny: bool) -> Option<Expr> {
    let of = |column, set| {
        Query {
            terms: vec![Term { column, set }],
            arms: Vec::new(),
        }
        .expr()
    };
    if deny {
        return of(&CHILD_OF_JOB, Set::NotIn(jobs));
    }
    let own = of(&CHILD_OF_JOB, Set::In(jobs));
    let others = of(&AGAINST_TYPE, Set::NotIn(vec!["job".to_owned()]));
    Expr::any(own.into_iter().chain(others).collect())
}
