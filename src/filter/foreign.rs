//! Operators that people bring along from other languages, or that are still to come, and what to
//! write instead of each.

use super::ast::Op;

/// An operator that is not one of ours.
#[derive(Debug, PartialEq)]
pub(super) struct Foreign {
    /// How it is written; words in capitals.
    pub(super) sign: &'static str,
    /// What to write instead; `{}` stands for the field.
    instead: &'static str,
    /// The operator that stands in for it between a field and its value; `None` for one that joins
    /// or negates conditions.
    pub(super) stand_in: Option<Op>,
}

const fn compares(sign: &'static str, stand_in: Op, instead: &'static str) -> Foreign {
    Foreign {
        sign,
        instead,
        stand_in: Some(stand_in),
    }
}

const fn joins(sign: &'static str, instead: &'static str) -> Foreign {
    Foreign {
        sign,
        instead,
        stand_in: None,
    }
}

/// The operators made of signs.
pub(super) static SIGNS: &[Foreign] = &[
    compares("==", Op::Eq, "write `=`"),
    compares("===", Op::Eq, "write `=`"),
    compares(":", Op::Eq, "write `=`"),
    compares(":=", Op::Eq, "write `=`"),
    compares("<>", Op::Ne, "write `!=`"),
    compares("!==", Op::Ne, "write `!=`"),
    compares("≠", Op::Ne, "write `!=`"),
    compares("=<", Op::Le, "write `<=`"),
    compares("≤", Op::Le, "write `<=`"),
    compares("=>", Op::Ge, "write `>=`"),
    compares("≥", Op::Ge, "write `>=`"),
    compares("=~", Op::Contains, "write `~`"),
    compares("~=", Op::Contains, "write `~`"),
    compares("!~", Op::Contains, "write `NOT {} ~ \"…\"`"),
    compares(
        "~*",
        Op::Contains,
        "`~` tells capitals from small letters: write each spelling, `({} ~ \"acme\" OR {} ~ \"Acme\")`",
    ),
    compares(
        "^=",
        Op::Ge,
        "texts compare by code point: `{} >= \"Ac\" AND {} < \"Ad\"` finds what starts with `Ac`",
    ),
    compares(
        "$=",
        Op::Contains,
        "`{} ~ \"…\"` finds the text anywhere, its end included",
    ),
    joins("&&", "write `AND`"),
    joins("&", "write `AND`"),
    joins("||", "write `OR`"),
    joins("|", "write `OR`"),
    joins("!", "write `NOT`"),
];

/// The operators made of words; a `NOT` before one is part of it.
pub(super) static WORDS: &[Foreign] = &[
    compares("IN", Op::Eq, "write `({} = \"…\" OR {} = \"…\")`"),
    compares("NOT IN", Op::Ne, "write `{} != \"…\" AND {} != \"…\"`"),
    compares("BETWEEN", Op::Ge, "write `{} >= \"…\" AND {} <= \"…\"`"),
    compares("NOT BETWEEN", Op::Lt, "write `({} < \"…\" OR {} > \"…\")`"),
    compares("LIKE", Op::Contains, "write `{} ~ \"…\"`, with no `%`"),
    compares(
        "NOT LIKE",
        Op::Contains,
        "write `NOT {} ~ \"…\"`, with no `%`",
    ),
    compares(
        "ILIKE",
        Op::Contains,
        "write `{} ~ \"…\"`, which tells capitals from small letters",
    ),
    compares("CONTAINS", Op::Contains, "write `{} ~ \"…\"`"),
    compares("NOT CONTAINS", Op::Contains, "write `NOT {} ~ \"…\"`"),
    compares("IS", Op::Eq, "write `{} = null` or `{} = \"…\"`"),
    compares("IS NOT", Op::Ne, "write `{} != null` or `{} != \"…\"`"),
    compares("EQ", Op::Eq, "write `=`"),
    compares("NE", Op::Ne, "write `!=`"),
    compares("LT", Op::Lt, "write `<`"),
    compares("LE", Op::Le, "write `<=`"),
    compares("LTE", Op::Le, "write `<=`"),
    compares("GT", Op::Gt, "write `>`"),
    compares("GE", Op::Ge, "write `>=`"),
    compares("GTE", Op::Ge, "write `>=`"),
];

/// The operator made of these words, as the user wrote them, with single spaces between.
pub(super) fn word(words: &str) -> Option<&'static Foreign> {
    WORDS
        .iter()
        .find(|foreign| foreign.sign.eq_ignore_ascii_case(words))
}

impl Foreign {
    /// What to write instead, with the field that stands to the left.
    pub(super) fn instead(&self, field: &str) -> String {
        self.instead.replace("{}", field)
    }
}
