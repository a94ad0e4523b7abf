//! The canonical text of a filter: one space between tokens, keywords in capitals, only the
//! parentheses that it needs, times in UTC with milliseconds. It parses to the very same tree.

use std::fmt::{self, Display as _};

use super::ast::{Expr, Op, Predicate, Target, Value};
use super::quote::written;
use crate::task::Field;

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

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field) => f.write_str(field.name()),
            Self::Data(path) => write!(f, "{}.{path}", Field::PlatformData.name()),
        }
    }
}

impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.target, self.op.as_str())?;
        match (self.op, &self.value) {
            (Op::Between | Op::NotBetween, Value::List(ends)) => separated(f, ends, " AND "),
            (_, value) => value.fmt(f),
        }
    }
}

fn separated(f: &mut fmt::Formatter<'_>, values: &[Value], word: &str) -> fmt::Result {
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            f.write_str(word)?;
        }
        value.fmt(f)?;
    }
    Ok(())
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Text(text) => f.write_str(&written(text)),
            Self::Time(time) => write!(f, "\"{time}\""),
            Self::Relative(relative) => relative.fmt(f),
            Self::Status(status) => write!(f, "\"{}\"", status.as_str()),
            Self::Platform(platform) => write!(f, "\"{}\"", platform.as_str()),
            Self::Number(number) => number.fmt(f),
            Self::Boolean(boolean) => boolean.fmt(f),
            Self::List(values) => {
                f.write_str("(")?;
                separated(f, values, ", ")?;
                f.write_str(")")
            }
        }
    }
}
