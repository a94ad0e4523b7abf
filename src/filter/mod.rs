//! The filter language: text → tokens → checked tree, and back to canonical text.
//!
//! ```bnf
//! <filter>     ::= <or>
//! <or>         ::= <and> { "OR" <and> }
//! <and>        ::= <unary> { "AND" <unary> }
//! <unary>      ::= "NOT" <unary> | "(" <or> ")" | <comparison>
//! <comparison> ::= <target> <operator> <value>
//!                | <target> [ "NOT" ] "IN" "(" <value> { "," <value> } ")"
//!                | <target> [ "NOT" ] "BETWEEN" <value> "AND" <value>
//! <operator>   ::= "=" | "!=" | "<" | "<=" | ">" | ">="
//!                | "~" | "!~" | "~*" | "!~*" | "^=" | "!^=" | "$=" | "!$="
//!
//! <target>     ::= a filterable name of the catalogue, such as `name` or `project.id`; any part
//!                  between dots, or the whole, may stand in backquotes
//!                | "platform_data" "." <name> { "." <name> }      (16 names at most)
//! <name>       ::= <plain name> | "`" { any character but "`" | "``" } "`"
//! <plain name> ::= a letter, digit or "_" of Unicode, any number of them
//!
//! <value>      ::= <string> | <number> | "true" | "false" | "null" | <time>
//! <string>     ::= '"' { any character but '"' and '\' | <escape> } '"'
//! <escape>     ::= '\"' | '\\' | '\/' | '\n' | '\t' | '\r' | '\b' | '\f'
//!                | '\u' <hex> <hex> <hex> <hex>        (a surrogate only as half of a pair)
//! <number>     ::= [ <sign> ] <digits> [ "." <digits> ] [ ( "e" | "E" ) [ <sign> ] <digits> ]
//! <time>       ::= ( "now" | "today" ) { <sign> <digits> <unit> }
//! <unit>       ::= "s" | "min" | "h" | "d" | "w" | "mo" | "y"
//! <sign>       ::= "+" | "-"
//! ```
//!
//! Words in quotes above are read in any case, names as they are written. White space may stand
//! between any two tokens and around the sign of a step, and nowhere else in a target, number or
//! step; it is needed only where two words would run together. `IN` and `BETWEEN` are words of the
//! language only where an operator stands. The `AND` of a `BETWEEN` belongs to it.
//!
//! What a type can be compared by is what [`operators`] says, and `null` goes with `=` and `!=`
//! alone. A time field is compared with a time or a string that is an instant: RFC 3339, or a date,
//! which is its midnight in UTC. A status and a platform are strings. A place in the platform's own
//! record has the type of its values, which in a list must be one; there a string beside a time is
//! an instant too.
//!
//! An error's code says what has to change: `filter_syntax` how it is written, `filter_field` the
//! field, `filter_type` the operator or the kind of value, `filter_value` the value,
//! `filter_too_large` the size. Its span holds the very characters; where something is missing, it
//! is what stands in its place, the unclosed parenthesis or quote, or the empty end of the text.

mod ast;
mod check;
mod foreign;
mod lexer;
mod name;
mod normal;
mod parse;
mod path;
mod print;
mod quote;
mod relative;
mod steps;
mod syntax;
mod token;

use std::fmt;

use crate::error::Result;
use crate::task::Field;

pub use ast::{Expr, Op, Predicate, Target, Value};
pub use check::operators;
pub(crate) use parse::check_size;
pub use path::Path;
pub(crate) use quote::{clipped, seen, shown};
pub use relative::{Anchor, Clock, Relative, Step, Unit};

/// The longest text of a filter, in bytes.
pub const MAX_BYTES: usize = 8192;
/// How many parentheses and `NOT`s may stand around a comparison.
pub const MAX_DEPTH: usize = 64;
/// How many comparisons a filter may have.
pub const MAX_PREDICATES: usize = 1000;
/// How many values the lists of `IN` may have, all together.
pub const MAX_VALUES: usize = 1000;
/// How many names a path into a platform's own record may have.
pub const MAX_PATH: usize = 16;

/// A filter that has been read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    expr: Expr,
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// `filter_syntax`, `filter_field`, `filter_type`, `filter_value` or `filter_too_large`, each
    /// with its place in `text` and with help. Of several mistakes it is the leftmost.
    pub fn parse(text: &str) -> Result<Self> {
        let read = parse::parse(text).map(Self::from);
        read.map_err(|mut error| {
            error.message = quote::told(&error.message);
            error.help = error.help.as_deref().map(quote::told);
            error
        })
    }

    /// The tree.
    #[must_use]
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// The canonical text: the same for filters that differ only in spacing, the case of keywords,
    /// the spelling of equal values, or parentheses that change nothing. It parses to the same
    /// filter. It may be longer than the text that was read (spaces, times with milliseconds, escapes
    /// of what cannot be seen); of a text close to [`MAX_BYTES`] it may be too long to be read again,
    /// which is `filter_too_large` then as for any other text.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.expr.to_string()
    }

    /// One text for filters that mean the same by the rules of [`Expr::normal`]: beyond what
    /// [`Self::canonical`] evens out, the order and repetition of parts and where a `NOT` stands. Of
    /// any length.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.expr.normal().to_string()
    }

    /// The fields that it names, each once, in order of appearance.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        for predicate in self.expr.predicates() {
            let field = predicate.field().unwrap_or(Field::PlatformData);
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        fields
    }

    /// The filter that both of these make; the second alone if there is no first.
    #[must_use]
    pub fn and(first: Option<Self>, second: Self) -> Self {
        let mut parts: Vec<_> = first.into_iter().map(|filter| filter.expr).collect();
        parts.push(second.expr);
        Self::from(Expr::and_of(parts))
    }
}

impl From<Expr> for Filter {
    /// A tree that was made in code; that it keeps the rules of [`Expr`] is its maker's to see to.
    fn from(expr: Expr) -> Self {
        Self { expr }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)
    }
}
