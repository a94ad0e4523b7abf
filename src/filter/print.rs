//! The canonical text of a filter: one space between tokens, keywords in capitals, only the
//! parentheses that it needs, times in UTC with milliseconds. It parses to the very same tree.

use std::fmt::{self, Display as _};

use super::ast::{Expr, Predicate, Value};
use super::quote::written;

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => joined(f, parts, " AND ", |part| {
                matches!(part, Self::And(_) | Self::Or(_))
            }),
            Self::Or(parts) => joined(f, parts, " OR ", |part| matches!(part, Self::Or(_))),
            Self::Not(part) => {
                let open = matches!(**part, Self::And(_) | Self::Or(_));
                f.write_str("NOT ")?;
                nested(f, part, open)
            }
            Self::Is(predicate) => predicate.fmt(f),
        }
    }
}

fn joined(
    f: &mut fmt::Formatter<'_>,
    parts: &[Expr],
    word: &str,
    in_parentheses: impl Fn(&Expr) -> bool,
) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(word)?;
        }
        nested(f, part, in_parentheses(part))?;
    }
    Ok(())
}

fn nested(f: &mut fmt::Formatter<'_>, part: &Expr, in_parentheses: bool) -> fmt::Result {
    if in_parentheses {
        write!(f, "({part})")
    } else {
        part.fmt(f)
    }
}

impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {}",
            self.field.name(),
            self.op.as_str(),
            self.value
        )
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Text(text) => f.write_str(&written(text)),
            Self::Time(time) => write!(f, "\"{time}\""),
            Self::Status(status) => write!(f, "\"{}\"", status.as_str()),
            Self::Platform(platform) => write!(f, "\"{}\"", platform.as_str()),
        }
    }
}
