//! Reads the query string, and points at what is wrong in it.

use std::borrow::Cow;

use super::super::NAME;
use super::super::parameters::{self, Day, Parameters};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Expr, MAX_BYTES, clipped};
use crate::platforms::{Class, Note, Read};
use crate::task::closest;

/// The parameters of the documents, in the order in which errors name them.
const NAMES: [&str; 7] = [
    "job_id",
    "from",
    "to",
    "employee_number",
    "mapping",
    "page",
    "per_page",
];

/// A parameter and where it stands, in bytes of the whole text.
struct Parameter<'a> {
    name: Cow<'a, str>,
    value: Cow<'a, str>,
    start: usize,
    /// Where its value begins; its end if it has none.
    value_start: usize,
    end: usize,
}

pub(super) fn read(text: &str) -> Result<Read> {
    if text.len() > MAX_BYTES {
        let message = format!(
            "the query is {} bytes long; {MAX_BYTES} is the most",
            text.len()
        );
        return Err(TaskweaveError::new(Code::FilterTooLarge, message)
            .at(text, text.floor_char_boundary(MAX_BYTES), text.len())
            .help("pass the query string of a request alone"));
    }
    let mut known = Parameters::default();
    let mut notes = Vec::new();
    let mut given: Vec<&str> = Vec::new();
    let mut comparisons: Vec<Expr> = Vec::new();
    for parameter in parameters(text)? {
        let name = name(text, &parameter)?;
        if given.contains(&name) {
            let message = format!("`{name}` is given twice");
            return Err(TaskweaveError::new(Code::FilterSyntax, message)
                .at(text, parameter.start, parameter.end)
                .help("leave one of them: a parameter has one value"));
        }
        given.push(name);
        if parameter.value.is_empty() {
            let message = format!("`{name}` has no value");
            return Err(TaskweaveError::new(Code::FilterValue, message)
                .at(text, parameter.start, parameter.end)
                .help(format!("write `{}`, or leave `{name}` out", example(name))));
        }
        let mut said = Parameters::default();
        match name {
            "job_id" => said.job = Some(job(text, &parameter)?),
            "from" => said.from = Some(day(text, name, &parameter)?),
            "to" => said.to = Some(day(text, name, &parameter)?),
            _ => notes.push(note(text, name, &parameter)?),
        }
        comparisons.extend(said.comparisons());
        known.from = known.from.or(said.from);
        known.to = known.to.or(said.to);
        if let Some((from, to)) = known.from.zip(known.to)
            && from >= to
            && (said.from, said.to) != (None, None)
        {
            return Err(empty_range(text, &parameter, from));
        }
    }
    Ok(Read {
        filter: Expr::all(comparisons),
        sort: None,
        notes,
    })
}

/// The parameters of a query string, with or without the address that it belongs to.
fn parameters(text: &str) -> Result<Vec<Parameter<'_>>> {
    let mut at = text.len() - text.trim_start().len();
    // What follows a `#` is never sent.
    let rest = text.trim().split('#').next().unwrap_or_default();
    let query = match rest.split_once('?') {
        Some((address, query)) => {
            check_address(text, at, address)?;
            at += address.len() + 1;
            query
        }
        None if rest.contains("://") || rest.starts_with('/') || rest.ends_with(".json") => {
            check_address(text, at, rest)?;
            ""
        }
        None => rest,
    };
    let mut found = Vec::new();
    for pair in query.split('&') {
        let (start, end) = (at, at + pair.len());
        at = end + 1;
        // An empty pair is none.
        for (name, value) in form_urlencoded::parse(pair.as_bytes()) {
            let value_start = pair.find('=').map_or(end, |sign| start + sign + 1);
            found.push(Parameter {
                name,
                value,
                start,
                value_start,
                end,
            });
        }
    }
    Ok(found)
}

/// Another list's parameters would be read as if they were the tasks'.
fn check_address(text: &str, at: usize, address: &str) -> Result<()> {
    let mut segments = address.rsplit('/');
    let is_list = segments.next() == Some("tasks.json") && segments.nth(1) != Some("jobs");
    if is_list || address.is_empty() {
        return Ok(());
    }
    Err(TaskweaveError::new(
        Code::FilterSyntax,
        format!("the address is not that of {NAME}'s list of tasks"),
    )
    .at(text, at, at + address.len())
    .help("pass what follows the `?` of `/tasks.json?…`, such as `from=2021-02-17&to=2021-02-18`; tasks of a job are `job_id=34769012`"))
}

fn name(text: &str, parameter: &Parameter<'_>) -> Result<&'static str> {
    let written = parameter.name.as_ref();
    if let Some(name) = NAMES.into_iter().find(|name| *name == written) {
        return Ok(name);
    }
    let message = format!(
        "`{}` is not a parameter of {NAME}'s list of tasks",
        clipped(written)
    );
    let end = text
        .get(parameter.start..parameter.end)
        .and_then(|pair| pair.find('='))
        .map_or(parameter.end, |length| parameter.start + length);
    Err(TaskweaveError::new(Code::FilterField, message)
        .at(text, parameter.start, end)
        .help(match closest(written, NAMES) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the parameters are {}", NAMES.join(", ")),
        }))
}

fn job(text: &str, parameter: &Parameter<'_>) -> Result<String> {
    let digits = parameter.value.trim_start_matches('0');
    let id = if digits.is_empty() { "0" } else { digits };
    if parameters::is_job(id) {
        return Ok(id.to_owned());
    }
    Err(wrong(text, "job_id", parameter, "is not the id of a job")
        .help("write the job's global id in digits, at most 15, such as `job_id=34769012`; the number that people see is another one"))
}

fn day(text: &str, name: &str, parameter: &Parameter<'_>) -> Result<Day> {
    let value = parameter.value.as_ref();
    if let Some(day) = parameters::day(value) {
        return Ok(day);
    }
    let date = value
        .get(..10)
        .filter(|date| parameters::day(date).is_some());
    let error = wrong(text, name, parameter, "is not a day");
    Err(error.help(match date {
        Some(date) => format!("write the day alone: `{name}={date}`"),
        None => format!("write a day of the calendar as `{}`", example(name)),
    }))
}

/// What no row shows.
fn note(text: &str, name: &str, parameter: &Parameter<'_>) -> Result<Note> {
    let value = parameter.value.as_ref();
    let fits = match name {
        "mapping" => ["true", "false"].contains(&value),
        _ => value.bytes().all(|b| b.is_ascii_digit()),
    };
    if !fits {
        let what = match name {
            "mapping" => "is neither true nor false",
            _ => "is not a number",
        };
        let help = format!("write `{}`, or leave `{name}` out", example(name));
        return Err(wrong(text, name, parameter, what).help(help));
    }
    let reason = match name {
        "employee_number" => {
            "no document says that a task shows the numbers of its employees, which are not their ids"
        }
        "mapping" => "what Kickserv shows on its map, and how, is not documented",
        _ => "a list has its own `limit` and `cursor`, whatever the platform's pages are",
    };
    Ok(Note {
        part: format!("{name}={value}"),
        class: Class::Unsupported,
        reason: reason.to_owned(),
    })
}

fn wrong(text: &str, name: &str, parameter: &Parameter<'_>, what: &str) -> TaskweaveError {
    let message = format!("`{name}` {what}: `{}`", clipped(&parameter.value));
    TaskweaveError::new(Code::FilterValue, message).at(text, parameter.value_start, parameter.end)
}

/// `parameter` is the second of the two.
fn empty_range(text: &str, parameter: &Parameter<'_>, from: Day) -> TaskweaveError {
    let next = parameters::date(from.saturating_add(1));
    TaskweaveError::new(
        Code::FilterValue,
        "`to` is not after `from`, so that no day is left",
    )
    .at(text, parameter.value_start, parameter.end)
    .help(format!(
        "the day of `to` does not belong to the range: for the day of `from` alone write `to={next}`"
    ))
}

fn example(name: &str) -> &'static str {
    match name {
        "job_id" => "job_id=34769012",
        "from" => "from=2021-02-17",
        "to" => "to=2021-02-18",
        "employee_number" => "employee_number=4",
        "mapping" => "mapping=true",
        "page" => "page=1",
        _ => "per_page=25",
    }
}

#[cfg(test)]
mod tests;
