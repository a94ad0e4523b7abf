//! From what is written to a query, and to the tree.

use std::ops::Range;

use super::arms::{add_group, plain};
use super::clause::{Bound, Conjunction, Query, Refusal, Set, Term, meet};
use super::names::{AGAINST, CHILD_OF_JOB, Meaning, Side, Values, order};
use super::node::{Args, Node, Word, misspelt, wrong};
use super::values;
use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Expr, MAX_PREDICATES, MAX_VALUES, Value, clipped};
use crate::platforms::{Class, Note, Read};
use crate::task::{Direction, Field, Sort};

/// Reads the filters of one level.
pub(super) fn read(text: &str, nodes: Vec<Node<'_>>) -> Result<Read> {
    let mut reader = Reader {
        text,
        query: Query::default(),
        loose: Vec::new(),
        names: Vec::new(),
        sort: None,
        notes: Vec::new(),
        scopes: 0,
    };
    reader.level(nodes, 0)?;
    let mut parts: Vec<Expr> = reader.query.expr().into_iter().collect();
    parts.append(&mut reader.loose);
    let filter = Expr::all(parts);
    let predicates = filter.as_ref().map_or(Vec::new(), Expr::predicates);
    let lists = predicates
        .iter()
        .filter(|predicate| matches!(predicate.value, Value::List(_)));
    let values: usize = lists.map(|predicate| predicate.values().len()).sum();
    for (count, most, what) in [
        (predicates.len(), MAX_PREDICATES, "comparisons"),
        (values, MAX_VALUES, "values in its lists"),
    ] {
        if count > most {
            let message = format!("the filter has {count} {what}; {most} are allowed");
            return Err(wrong(Code::FilterTooLarge, text, &(0..text.len()), message)
                .help("ask for fewer things at once, or in several requests"));
        }
    }
    Ok(Read {
        filter,
        sort: reader.sort,
        notes: reader.notes,
    })
}

struct Reader<'t> {
    text: &'t str,
    query: Query,
    /// What no query can say again, each with a note.
    loose: Vec<Expr>,
    /// The names so far, with the level that each stands in.
    names: Vec<(String, usize)>,
    sort: Option<Sort>,
    notes: Vec<Note>,
    scopes: usize,
}

/// What one filter asks for.
enum Asked {
    Term(Term),
    /// What the tree says roughly.
    Rough(Expr),
}

const REPEATED: &str = "of a repeated name the last filter alone counts";
const ACROSS: &str = "the same name stands inside `_OR` or `_AND` and outside, and whether the last alone counts then is not documented";
const WORDS: &str = "a search finds words as Accelo parts them; the tree asks for the same letters anywhere in the title or the description";
const CHILD: &str =
    "no row shows what a task's milestone stands under, so tasks against anything but a job pass";
const CHILD_NOT: &str =
    "no row shows what a task's milestone stands under: only tasks of the job itself are left out";
const SORTED_AS_TEXT: &str = "ids are sorted as texts here, by code point";
const UNSORTED: &str = "tasks cannot be sorted by it here";

impl Reader<'_> {
    fn note(&mut self, place: &Range<usize>, class: Class, reason: impl Into<String>) {
        let part = self.text.get(place.clone()).unwrap_or_default().to_owned();
        let reason = reason.into();
        self.notes.push(Note {
            part,
            class,
            reason,
        });
    }

    /// Of each name the last one.
    fn last<'n>(&mut self, nodes: Vec<Node<'n>>) -> Vec<Node<'n>> {
        self.scopes += 1;
        let mut last: Vec<Node<'n>> = Vec::new();
        for node in nodes.into_iter().rev() {
            if last.iter().any(|later| later.name == node.name) {
                self.note(
                    &node.place,
                    Class::Exact,
                    format!("`{}`: {REPEATED}", node.name),
                );
                continue;
            }
            last.push(node);
        }
        last.reverse();
        for node in &last {
            let is_junction = matches!(node.meaning, Meaning::Or | Meaning::And);
            if !is_junction {
                let scope = self.scopes;
                let mut known = self.names.iter();
                if known.any(|(name, other)| *name == node.name && *other != scope) {
                    self.note(&node.place, Class::Inexact, ACROSS);
                }
                self.names.push((node.name.clone(), scope));
            }
        }
        last
    }

    /// Filters that all must hold: the outermost level, or an `_AND` in it.
    fn level(&mut self, nodes: Vec<Node<'_>>, depth: usize) -> Result<()> {
        for node in self.last(nodes) {
            let place = node.place.clone();
            match (node.meaning, node.args) {
                (Meaning::And, Args::Nodes(inner)) => self.level(inner, depth + 1)?,
                (Meaning::Or, Args::Nodes(inner)) => self.any(inner, &place)?,
                (Meaning::Order(direction), Args::Values(words)) => {
                    if depth > 0 {
                        return Err(self.misplaced_order(&place));
                    }
                    self.order(direction, &words, &place)?;
                }
                (meaning, args) => {
                    for asked in self.asked(meaning, args, &place)? {
                        match asked {
                            Asked::Rough(expr) => self.loose.push(expr),
                            Asked::Term(term) => {
                                for term in plain(term) {
                                    let expr = Query {
                                        terms: vec![term.clone()],
                                        arms: Vec::new(),
                                    }
                                    .expr();
                                    if let Err(refusal) = self.query.and(term) {
                                        self.refused(&place, refusal, expr);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// What does not go into one query stands beside it.
    fn refused(&mut self, place: &Range<usize>, refusal: Refusal, expr: Option<Expr>) {
        self.note(place, Class::Exact, refusal);
        self.loose.extend(expr);
    }

    /// Filters one of which must hold.
    fn any(&mut self, nodes: Vec<Node<'_>>, place: &Range<usize>) -> Result<()> {
        let mut arms: Vec<Conjunction> = Vec::new();
        let mut exprs: Vec<Expr> = Vec::new();
        let mut is_rough = false;
        for node in self.last(nodes) {
            let inner = match (node.meaning, node.args) {
                (Meaning::Or, _) => {
                    return Err(misspelt(
                        self.text,
                        &node.place,
                        "an `_OR` stands inside an `_OR`",
                    )
                    .help("write the filters of the inner one into the outer one"));
                }
                (Meaning::And, Args::Nodes(inner)) => self.last(inner),
                (meaning, args) => vec![Node {
                    name: node.name,
                    meaning,
                    place: node.place,
                    args,
                }],
            };
            let mut terms = Conjunction::new();
            let mut parts: Vec<Expr> = Vec::new();
            for node in inner {
                if matches!(node.meaning, Meaning::Order(_)) {
                    return Err(self.misplaced_order(&node.place));
                }
                if matches!(node.meaning, Meaning::Or | Meaning::And) {
                    return Err(misspelt(
                        self.text,
                        &node.place,
                        "`_OR` holds filters and one `_AND`, no deeper ones",
                    )
                    .help("write the filters of the inner one into the outer one"));
                }
                for asked in self.asked(node.meaning, node.args, &node.place)? {
                    match asked {
                        Asked::Rough(expr) => {
                            is_rough = true;
                            parts.push(expr);
                        }
                        Asked::Term(term) => {
                            for term in plain(term) {
                                parts.extend(
                                    Query {
                                        terms: vec![term.clone()],
                                        arms: Vec::new(),
                                    }
                                    .expr(),
                                );
                                if let Err(refusal) = meet(&mut terms, term) {
                                    is_rough = true;
                                    self.note(&node.place, Class::Exact, refusal);
                                }
                            }
                        }
                    }
                }
            }
            arms.push(terms);
            exprs.extend(Expr::all(parts));
        }
        let expr = Expr::any(exprs);
        if is_rough {
            self.loose.extend(expr);
        } else if let Err(refusal) = self.query.or(arms) {
            self.refused(place, refusal, expr);
        }
        Ok(())
    }

    /// What a filter that is no junction and no order asks for.
    fn asked(
        &mut self,
        meaning: Meaning,
        args: Args<'_>,
        place: &Range<usize>,
    ) -> Result<Vec<Asked>> {
        let words = match args {
            Args::Groups(groups) => return Ok(vec![Asked::Term(self.objects(groups, place)?)]),
            Args::Nodes(_) => return Ok(Vec::new()),
            Args::Values(words) => words,
        };
        let term = |column, set| Ok(vec![Asked::Term(Term { column, set })]);
        match meaning {
            Meaning::List {
                column,
                values,
                deny,
            } => {
                let values = values::list(self.text, column, values, &words)?;
                term(
                    column,
                    if deny {
                        Set::NotIn(values)
                    } else {
                        Set::In(values)
                    },
                )
            }
            Meaning::Range {
                column,
                side,
                is_strict,
            } => {
                let value = values::number(
                    self.text,
                    column.name,
                    values::only(self.text, column.name, &words)?,
                )?;
                let bound = Some(Bound { value, is_strict });
                term(
                    column,
                    match side {
                        Side::Low => Set::Range {
                            low: bound,
                            high: None,
                        },
                        Side::High => Set::Range {
                            low: None,
                            high: bound,
                        },
                    },
                )
            }
            Meaning::Dates { column, side } => {
                let second = values::second(
                    self.text,
                    column,
                    values::only(self.text, column.name, &words)?,
                )?;
                // Of a date that is read as it is written, 0 stands for one that is not set.
                let unset = column.is_raw_date().then_some(0);
                term(
                    column,
                    match side {
                        Side::Low => Set::Dates {
                            after: Some(second).max(unset),
                            before: None,
                        },
                        Side::High => Set::Dates {
                            after: unset,
                            before: Some(second),
                        },
                    },
                )
            }
            Meaning::ChildOfJob { deny } => {
                let jobs = values::list(self.text, &CHILD_OF_JOB, Values::Ids, &words)?;
                self.note(place, Class::Inexact, if deny { CHILD_NOT } else { CHILD });
                Ok(values::child_of_job(jobs, deny)
                    .into_iter()
                    .map(Asked::Rough)
                    .collect())
            }
            Meaning::Search => {
                self.note(place, Class::Inexact, WORDS);
                Ok(values::search(self.text, &words)?
                    .into_iter()
                    .map(Asked::Rough)
                    .collect())
            }
            Meaning::Against | Meaning::Order(_) | Meaning::Or | Meaning::And => Ok(Vec::new()),
        }
    }

    fn objects(
        &mut self,
        groups: Vec<(Word<'_>, Option<Vec<Word<'_>>>)>,
        place: &Range<usize>,
    ) -> Result<Term> {
        let mut found = Vec::new();
        for (kind, ids) in groups {
            let ids = match ids {
                Some(ids) => Some(values::list(self.text, &AGAINST, Values::Ids, &ids)?),
                None => None,
            };
            let kind = kind.text.into_owned();
            if found.iter().any(|(known, _)| *known == kind) {
                let reason = format!(
                    "`{kind}` stands twice in `against`, and whether the last alone counts is not documented"
                );
                self.note(place, Class::Inexact, reason);
            }
            add_group(&mut found, (kind, ids));
        }
        Ok(Term {
            column: &AGAINST,
            set: Set::Objects(found),
        })
    }

    fn misplaced_order(&self, place: &Range<usize>) -> TaskweaveError {
        misspelt(self.text, place, "an order stands inside `_OR` or `_AND`")
            .help("write it outside: it leaves nothing out")
    }

    fn order(
        &mut self,
        direction: Direction,
        words: &[Word<'_>],
        place: &Range<usize>,
    ) -> Result<()> {
        let word = values::only(self.text, "the order", words)?;
        let name = word.text.as_ref();
        let field = order(name).map_err(|help| {
            let message = format!(
                "`{}` is not a field that tasks are ordered by",
                clipped(name)
            );
            wrong(Code::FilterField, self.text, &word.place, message).help(help)
        })?;
        if self.sort.take().is_some() {
            self.note(
                place,
                Class::Exact,
                "of two orders the last is taken; which one counts is not documented",
            );
        }
        match field {
            None => self.note(place, Class::Unsupported, UNSORTED),
            Some(field) => {
                if field == Field::PlatformId {
                    self.note(place, Class::Inexact, SORTED_AS_TEXT);
                }
                let word = match direction {
                    Direction::Ascending => "ASC",
                    Direction::Descending => "DESC",
                };
                self.sort = Some(Sort::parse(&format!("{} {word}", field.name()))?);
            }
        }
        Ok(())
    }
}
