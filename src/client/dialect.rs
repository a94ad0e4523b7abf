//! Filters read from one language and written in another: ours, or a platform's own.

use serde::Serialize;

use crate::error::{Code, Result, TaskweaveError};
use crate::filter::{Clock, Expr, Filter};
use crate::platforms::{Class, Note, Platform, Read, Written, WrittenPart};
use crate::task::closest;

/// A filter language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Ours.
    #[default]
    Taskweave,
    /// A platform's own.
    Of(Platform),
}

/// The name of our language beside the platforms' names.
const OURS: &str = "taskweave";

impl Language {
    /// The language of a name.
    ///
    /// # Errors
    /// `request_invalid` for another name, with the one that was likely meant.
    pub fn parse(name: &str) -> Result<Self> {
        if name == OURS {
            return Ok(Self::Taskweave);
        }
        if let Some(platform) = Platform::parse(name) {
            return Ok(Self::Of(platform));
        }
        let names = || {
            [OURS]
                .into_iter()
                .chain(Platform::ALL.iter().map(|p| p.as_str()))
        };
        let shown: String = name.chars().take(60).collect();
        let help = match closest(name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "the dialects are {}",
                names().collect::<Vec<_>>().join(", ")
            ),
        };
        let message = format!("`{shown}` is not a filter dialect");
        Err(TaskweaveError::new(Code::RequestInvalid, message).help(help))
    }

    /// Reads a filter of the language. A platform's relative dates are told from `clock`; ours stay.
    ///
    /// # Errors
    /// What is wrong with the text, with its place and with help.
    pub fn read(self, text: &str, clock: Clock) -> Result<Read> {
        match self {
            Self::Taskweave => Ok(Read {
                filter: Some(Filter::parse(text)?.expr().clone()),
                ..Read::default()
            }),
            Self::Of(platform) => platform.room().dialect.read(text, clock.now),
        }
    }

    /// Writes a filter in the language; a platform is told instants for relative times.
    #[must_use]
    pub fn write(self, filter: &Expr, clock: Clock) -> Written {
        match self {
            Self::Taskweave => Written {
                text: filter.to_string(),
                parts: filter
                    .without_nots()
                    .predicates()
                    .into_iter()
                    .map(ours)
                    .collect(),
                residual: None,
            },
            Self::Of(platform) => platform.room().dialect.write(&filter.resolved(clock)),
        }
    }
}

fn ours(predicate: &crate::filter::Predicate) -> WrittenPart {
    WrittenPart {
        predicate: predicate.clone(),
        class: Class::Exact,
        reason: "every comparison of the tree can be said in our own language",
    }
}

/// A filter in another language, and what became of it on the way.
#[derive(Clone, Debug, Serialize)]
pub struct Translation {
    /// The text; empty if every task is wanted or nothing of the filter can be said.
    pub text: String,
    /// How the text relates to the filter: exact, inexact if more tasks pass it, unsupported if it
    /// says nothing.
    pub class: Class,
    /// What is left to check, in our language; null if nothing is.
    pub residual: Option<String>,
    /// What became of each comparison.
    pub parts: Vec<TranslatedPart>,
    /// The order that the text read asks for, as a `sort`; null if none.
    pub sort: Option<String>,
    /// Parts of the text read that the tree says roughly or not at all.
    pub notes: Vec<Note>,
}

/// What became of one comparison.
#[derive(Clone, Debug, Serialize)]
pub struct TranslatedPart {
    /// The comparison, in our language.
    pub predicate: String,
    /// How the text relates to it.
    pub class: Class,
    /// Why, in a sentence.
    pub reason: &'static str,
}

/// Says a filter of one language in another.
///
/// # Errors
/// What is wrong with the text, with its place and with help.
pub fn translate(text: &str, from: Language, to: Language, clock: Clock) -> Result<Translation> {
    let Read {
        filter,
        sort,
        notes,
    } = from.read(text, clock)?;
    let written = match &filter {
        Some(filter) => to.write(filter, clock),
        // A filter that lets every task pass is said by saying nothing.
        None => Written {
            text: String::new(),
            parts: Vec::new(),
            residual: None,
        },
    };
    let class = match (written.class(), notes.is_empty()) {
        (class, true) => class,
        // What was lost in reading lets more tasks pass.
        (_, false) if written.text.is_empty() => Class::Unsupported,
        (class, false) => class.max(Class::Inexact),
    };
    Ok(Translation {
        class,
        residual: written.residual.map(|residual| residual.to_string()),
        parts: written.parts.into_iter().map(part).collect(),
        sort: sort.map(|sort| sort.to_string()),
        notes,
        text: written.text,
    })
}

fn part(part: WrittenPart) -> TranslatedPart {
    TranslatedPart {
        predicate: part.predicate.to_string(),
        class: part.class,
        reason: part.reason,
    }
}
