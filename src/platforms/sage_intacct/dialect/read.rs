//! A query's filters as our tree.

use super::super::NAME;
use super::super::catalogue::{is_link, known};
use super::condition::{Condition, Setting};
use super::conditions::day;
use super::expression::{self, Expression, Joined};
use super::joined::{mark, note_nulls, size, tree};
use super::json::{Entry, Node, Source, shown};
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Expr, MAX_BYTES, MAX_PREDICATES, Predicate, check_size};
use crate::platforms::{Class, Note, Read};
use crate::task::{Field, Sort, Timestamp, closest};

/// The object whose filters are read.
const OBJECT: &str = "projects/task";

const PARTS: [&str; 8] = [
    "filters",
    "filterExpression",
    "filterParameters",
    "orderBy",
    "object",
    "fields",
    "start",
    "size",
];

const PARAMETERS: [&str; 4] = [
    "asOfDate",
    "caseSensitiveComparison",
    "includeHierarchyFields",
    "includePrivate",
];

/// Reads a query's body, a list of conditions, or one condition.
pub(super) fn read(text: &str, now: Timestamp) -> Result<Read> {
    let source = Source(text);
    check_size(text)?;
    if text.trim().is_empty() {
        return Err(
            TaskweaveError::new(Code::FilterSyntax, "the filter is empty")
                .at(text, 0, text.len())
                .help("leave the filter out to get every task"),
        );
    }
    let whole = source.whole()?;
    let mut reader = Reader {
        source,
        notes: Vec::new(),
        setting: Setting {
            source,
            today: now,
            is_dated: false,
            caseless: false,
        },
    };
    match Node::of(whole) {
        Node::List(conditions) => reader.filters(&conditions, None, None),
        Node::Object(entries) => {
            let is_condition =
                |entry: &Entry<'_>| entry.name.starts_with('$') || known(&entry.name).is_some();
            if entries.first().is_some_and(is_condition) {
                return reader.filters(&[whole], None, None);
            }
            reader.body(&entries)
        }
        other => {
            let message = format!("the filter is {}, not a query", other.kind());
            let error = source.wrong(Code::FilterSyntax, whole, message);
            Err(error.help("write `{\"filters\":[{\"$eq\":{\"taskStatus\":\"planned\"}}]}`"))
        }
    }
}

struct Reader<'a> {
    source: Source<'a>,
    setting: Setting<'a>,
    notes: Vec<Note>,
}

impl<'a> Reader<'a> {
    fn body(&mut self, entries: &[Entry<'a>]) -> Result<Read> {
        let mut conditions = Vec::new();
        let mut expression = None;
        let mut sort = None;
        for (at, entry) in entries.iter().enumerate() {
            if entries
                .iter()
                .take(at)
                .any(|other| other.name == entry.name)
            {
                let message = format!("`{}` stands here twice", shown(&entry.name));
                let error = self
                    .source
                    .wrong(Code::FilterSyntax, entry.name_raw, message);
                return Err(error.help("keep one of them"));
            }
            match entry.name.as_ref() {
                "filters" => match Node::of(entry.value) {
                    Node::List(list) => conditions = list,
                    other => {
                        let message = format!("`filters` is {}, not a list", other.kind());
                        let error = self.source.wrong(Code::FilterSyntax, entry.value, message);
                        return Err(error.help("put the conditions in square brackets"));
                    }
                },
                "filterExpression" => expression = Some(entry.value),
                "filterParameters" => self.parameters(entry)?,
                "orderBy" => sort = self.order(entry)?,
                "object" => self.object(entry)?,
                "fields" | "start" | "size" => self.unsupported(
                    entry,
                    "it says what is shown of the tasks, not which ones are wanted",
                ),
                name => return Err(self.no_such(entry, name, &PARTS, "a part of a query")),
            }
        }
        self.filters(&conditions, expression, sort)
    }

    fn filters(
        &mut self,
        raw: &[&'a str],
        expression: Option<&'a str>,
        sort: Option<Sort>,
    ) -> Result<Read> {
        let mut conditions = Vec::with_capacity(raw.len());
        for raw in raw {
            conditions.push(self.setting.condition(raw)?);
        }
        let expression = match expression {
            Some(raw) => self.expression(raw, conditions.len())?,
            None => expression::read(self.source, "", "and", conditions.len())?,
        };
        if expression.is_mixed {
            self.notes.push(Note {
                part: "filterExpression".to_owned(),
                class: Class::Inexact,
                reason: "how `and` and `or` bind without parentheses is not documented; `and` binds tighter here".to_owned(),
            });
        }
        let filter = match &expression.joined {
            None => None,
            Some(joined) => {
                self.check_named(joined, &conditions)?;
                self.check_size(joined, &conditions)?;
                note_nulls(joined, &mut conditions);
                tree(joined, &conditions)
            }
        };
        for condition in conditions {
            self.notes.extend(condition.notes);
        }
        Ok(Read {
            filter,
            sort,
            notes: std::mem::take(&mut self.notes),
        })
    }

    fn expression(&self, raw: &'a str, count: usize) -> Result<Expression> {
        match Node::of(raw) {
            Node::Text(text) => expression::read(self.source, raw, &text, count),
            other => {
                let message = format!("`filterExpression` is {}, not a text", other.kind());
                let error = self.source.wrong(Code::FilterSyntax, raw, message);
                Err(error.help("write it in double quotes, such as `\"(1 and 2) or 3\"`"))
            }
        }
    }

    /// A condition that the expression does not name would change nothing.
    fn check_named(&self, joined: &Joined, conditions: &[Condition<'a>]) -> Result<()> {
        let mut named = vec![false; conditions.len()];
        mark(joined, &mut named);
        let unused = named.iter().position(|named| !named);
        match unused.and_then(|at| Some((at + 1, conditions.get(at)?))) {
            None => Ok(()),
            Some((number, condition)) => {
                let message = format!("the expression does not name condition {number}");
                let error = self
                    .source
                    .wrong(Code::FilterSyntax, condition.raw, message);
                Err(error.help(format!(
                    "add `and {number}` to `filterExpression`, or take the condition away"
                )))
            }
        }
    }

    fn check_size(&self, joined: &Joined, conditions: &[Condition<'a>]) -> Result<()> {
        let sizes = |count: fn(&Predicate) -> usize| -> Vec<usize> {
            let all = conditions.iter().map(|condition| {
                let predicates = condition.expr.iter().flat_map(Expr::predicates);
                predicates.map(count).sum()
            });
            all.collect()
        };
        // A list that an expression names often is as long as it is often named.
        if size(joined, &sizes(|_| 1)) <= MAX_PREDICATES
            && size(joined, &sizes(|predicate| predicate.values().len())) <= MAX_BYTES
        {
            return Ok(());
        }
        let message = format!("the filter has more than {MAX_PREDICATES} comparisons");
        let error = self
            .source
            .wrong(Code::FilterTooLarge, self.source.0, message);
        Err(error.help("narrow the filter, or ask several times with a part of it"))
    }

    fn parameters(&mut self, entry: &Entry<'a>) -> Result<()> {
        let Node::Object(parameters) = Node::of(entry.value) else {
            let message = "`filterParameters` is not an object";
            let error = self.source.wrong(Code::FilterSyntax, entry.value, message);
            return Err(error.help("write `{\"asOfDate\":\"2024-01-31\"}`"));
        };
        for parameter in &parameters {
            let value = Node::of(parameter.value);
            let name = parameter.name.as_ref();
            let is_on = match (name, value) {
                ("asOfDate", Node::Text(text)) => {
                    let Some(date) = day(&text) else {
                        return Err(self.no_date(parameter));
                    };
                    self.setting.today = date;
                    self.setting.is_dated = true;
                    continue;
                }
                ("asOfDate", _) => return Err(self.no_date(parameter)),
                (name, Node::Boolean(is_on)) if PARAMETERS.contains(&name) => is_on,
                (name, _) if PARAMETERS.contains(&name) => {
                    let message = format!("`{name}` is true or false");
                    let error = self
                        .source
                        .wrong(Code::FilterType, parameter.value, message);
                    return Err(error.help("write true or false without quotes"));
                }
                (name, _) => return Err(self.no_such(parameter, name, &PARAMETERS, "a parameter")),
            };
            match name {
                "caseSensitiveComparison" => self.setting.caseless = !is_on,
                "includePrivate" if is_on => self.unsupported(
                    parameter,
                    "which rows are private is not shown by any row; the connection's own user decides what is seen",
                ),
                "includeHierarchyFields" if is_on => self.unsupported(
                    parameter,
                    "it adds fields to what is shown and does not say which tasks are wanted",
                ),
                _ => {}
            }
        }
        Ok(())
    }

    fn no_date(&self, parameter: &Entry<'a>) -> TaskweaveError {
        let message = format!("{} is not a date", shown(parameter.value));
        let error = self
            .source
            .wrong(Code::FilterValue, parameter.value, message);
        error.help("write a date such as \"2024-01-31\"")
    }

    fn object(&self, entry: &Entry<'a>) -> Result<()> {
        match Node::of(entry.value) {
            Node::Text(text) if text == OBJECT => Ok(()),
            _ => {
                let message = format!("{} has no tasks", shown(entry.value));
                let error = self.source.wrong(Code::FilterValue, entry.value, message);
                Err(error.help(format!(
                    "write \"{OBJECT}\": of {NAME}, tasks alone are read"
                )))
            }
        }
    }

    fn order(&mut self, entry: &Entry<'a>) -> Result<Option<Sort>> {
        let help = "write `[{\"name\":\"asc\"}]`, each field in an object of its own";
        let shape = |source: Source<'a>, slice: &str| {
            let message = "this is not an order";
            source.wrong(Code::FilterSyntax, slice, message).help(help)
        };
        let Node::List(orders) = Node::of(entry.value) else {
            return Err(shape(self.source, entry.value));
        };
        let mut keys: Vec<(Field, &str)> = Vec::new();
        for raw in orders {
            let Node::Object(pairs) = Node::of(raw) else {
                return Err(shape(self.source, raw));
            };
            let [pair] = pairs.as_slice() else {
                return Err(shape(self.source, raw));
            };
            let direction = match Node::of(pair.value) {
                Node::Text(text) if text == "asc" => "ASC",
                Node::Text(text) if text == "desc" => "DESC",
                _ => {
                    let message = format!("{} is not a direction", shown(pair.value));
                    let error = self.source.wrong(Code::FilterValue, pair.value, message);
                    return Err(error.help("write \"asc\" or \"desc\""));
                }
            };
            if is_link(&pair.name) {
                let message = format!("`{}` cannot be sorted by", shown(&pair.name));
                let error = self.source.wrong(Code::FilterField, pair.name_raw, message);
                return Err(error.help("sort by another field, such as `key`"));
            }
            let field = known(&pair.name).and_then(|known| known.field);
            match field.filter(|field| field.info().sortable) {
                // A second order of the same field orders nothing.
                Some(field) if keys.iter().any(|(other, _)| *other == field) => {}
                Some(field) => keys.push((field, direction)),
                None => self.notes.push(Note {
                    part: raw.to_owned(),
                    class: Class::Unsupported,
                    reason: "tasks of all platforms are not sorted by this field".to_owned(),
                }),
            }
        }
        if keys.is_empty() {
            return Ok(None);
        }
        let keys: Vec<String> = keys
            .iter()
            .map(|(field, direction)| format!("{} {direction}", field.name()))
            .collect();
        Sort::parse(&keys.join(", ")).map(Some)
    }

    fn no_such(
        &self,
        entry: &Entry<'a>,
        name: &str,
        known: &[&'static str],
        what: &str,
    ) -> TaskweaveError {
        let message = format!("`{}` is not {what}", shown(name));
        let error = self
            .source
            .wrong(Code::FilterField, entry.name_raw, message);
        error.help(match closest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of {}", known.join(", ")),
        })
    }

    fn unsupported(&mut self, entry: &Entry<'a>, reason: &str) {
        self.notes.push(Note {
            part: format!("\"{}\":{}", shown(&entry.name), entry.value),
            class: Class::Unsupported,
            reason: reason.to_owned(),
        });
    }
}
