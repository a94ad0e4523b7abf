//! Operators that people bring along from other languages, and what to write instead of each.

use super::ast::Op;
use super::quote::shown;

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
    /// Whether its value is a pattern with wildcards.
    is_pattern: bool,
}

const fn compares(sign: &'static str, stand_in: Op, instead: &'static str) -> Foreign {
    Foreign {
        sign,
        instead,
        stand_in: Some(stand_in),
        is_pattern: false,
    }
}

const fn pattern(sign: &'static str, stand_in: Op, instead: &'static str) -> Foreign {
    Foreign {
        sign,
        instead,
        stand_in: Some(stand_in),
        is_pattern: true,
    }
}

const fn joins(sign: &'static str, instead: &'static str) -> Foreign {
    Foreign {
        sign,
        instead,
        stand_in: None,
        is_pattern: false,
    }
}

/// The operators made of signs.
pub(super) static SIGNS: &[Foreign] = &[
    compares("==", Op::Eq, "write `=`"),
    compares("===", Op::Eq, "write `=`"),
    compares(":", Op::Eq, "write `=`"),
    compares(":=", Op::Eq, "write `=`"),
    compares(
        "<=>",
        Op::Eq,
        "write `=`, and `{} = null` for tasks without one",
    ),
    compares("<>", Op::Ne, "write `!=`"),
    compares("!==", Op::Ne, "write `!=`"),
    compares("=!", Op::Ne, "write `!=`"),
    compares("≠", Op::Ne, "write `!=`"),
    compares("=<", Op::Le, "write `<=`"),
    compares("≤", Op::Le, "write `<=`"),
    compares("!>", Op::Le, "write `<=`"),
    compares("=>", Op::Ge, "write `>=`"),
    compares("≥", Op::Ge, "write `>=`"),
    compares("!<", Op::Ge, "write `>=`"),
    compares("=~", Op::Contains, "write `~`"),
    compares("~=", Op::Contains, "write `~`"),
    compares("*=", Op::Contains, "write `~`"),
    compares("~~", Op::Contains, "write `~`"),
    compares("!~~", Op::NotContains, "write `!~`"),
    compares("!*=", Op::NotContains, "write `!~`"),
    compares("=^", Op::StartsWith, "write `^=`"),
    compares("=$", Op::EndsWith, "write `$=`"),
    joins("&&", "write `AND`"),
    joins("&", "write `AND`"),
    joins("||", "write `OR`"),
    joins("|", "write `OR`"),
    joins("!", "write `NOT`"),
];

/// No operator below has more words.
pub(super) const MOST_WORDS: usize = 3;

/// The operators made of words; a `NOT` before one is part of it.
pub(super) static WORDS: &[Foreign] = &[
    pattern(
        "LIKE",
        Op::Contains,
        "`~` finds a text anywhere, `^=` at the beginning, `$=` at the end",
    ),
    pattern(
        "NOT LIKE",
        Op::NotContains,
        "`!~` asks for none of a text anywhere, `!^=` at the beginning, `!$=` at the end",
    ),
    pattern(
        "ILIKE",
        Op::ContainsFold,
        "write `{} ~* \"…\"`, with no `%`",
    ),
    pattern(
        "NOT ILIKE",
        Op::NotContainsFold,
        "write `{} !~* \"…\"`, with no `%`",
    ),
    compares(
        "SIMILAR TO",
        Op::Contains,
        "there are no patterns: `~` finds a text anywhere, `^=` at the beginning, `$=` at the end",
    ),
    compares(
        "REGEXP",
        Op::Contains,
        "there are no patterns: `~` finds a text anywhere, `^=` at the beginning, `$=` at the end",
    ),
    compares(
        "RLIKE",
        Op::Contains,
        "there are no patterns: `~` finds a text anywhere, `^=` at the beginning, `$=` at the end",
    ),
    compares(
        "MATCHES",
        Op::Contains,
        "there are no patterns: `~` finds a text anywhere, `^=` at the beginning, `$=` at the end",
    ),
    compares("CONTAINS", Op::Contains, "write `{} ~ \"…\"`"),
    compares("CONTAIN", Op::Contains, "write `{} ~ \"…\"`"),
    compares("INCLUDES", Op::Contains, "write `{} ~ \"…\"`"),
    compares("HAS", Op::Contains, "write `{} ~ \"…\"`"),
    compares("NOT CONTAINS", Op::NotContains, "write `{} !~ \"…\"`"),
    compares("DOES NOT CONTAIN", Op::NotContains, "write `{} !~ \"…\"`"),
    compares("STARTSWITH", Op::StartsWith, "write `{} ^= \"…\"`"),
    compares("STARTS WITH", Op::StartsWith, "write `{} ^= \"…\"`"),
    compares("BEGINS WITH", Op::StartsWith, "write `{} ^= \"…\"`"),
    compares("ENDSWITH", Op::EndsWith, "write `{} $= \"…\"`"),
    compares("ENDS WITH", Op::EndsWith, "write `{} $= \"…\"`"),
    compares(
        "IS",
        Op::Eq,
        "write `=`; for tasks without one, `{} = null`",
    ),
    compares(
        "IS NOT",
        Op::Ne,
        "write `!=`; for tasks with one, `{} != null`",
    ),
    compares("IS NULL", Op::Eq, "write `{} = null`"),
    compares("IS EMPTY", Op::Eq, "write `{} = null`"),
    compares("ISNULL", Op::Eq, "write `{} = null`"),
    compares("IS NOT NULL", Op::Ne, "write `{} != null`"),
    compares("IS NOT EMPTY", Op::Ne, "write `{} != null`"),
    compares("NOTNULL", Op::Ne, "write `{} != null`"),
    compares("NOT NULL", Op::Ne, "write `{} != null`"),
    compares("EXISTS", Op::Ne, "write `{} != null`"),
    compares("NOT EXISTS", Op::Eq, "write `{} = null`"),
    compares("IS IN", Op::In, "write `{} IN (…)`"),
    compares("IS NOT IN", Op::NotIn, "write `{} NOT IN (…)`"),
    compares("IS BETWEEN", Op::Between, "write `{} BETWEEN … AND …`"),
    compares("ANY", Op::In, "write `{} IN (…)`"),
    compares("NIN", Op::NotIn, "write `{} NOT IN (…)`"),
    compares("BEFORE", Op::Lt, "write `<`"),
    compares("AFTER", Op::Gt, "write `>`"),
    compares("SINCE", Op::Ge, "write `>=`"),
    compares("UNTIL", Op::Le, "write `<=`"),
    compares(
        "ON",
        Op::Between,
        "a day is `{} >= \"2024-01-01\" AND {} < \"2024-01-02\"`",
    ),
    compares("EQ", Op::Eq, "write `=`"),
    compares("EQUALS", Op::Eq, "write `=`"),
    compares("NE", Op::Ne, "write `!=`"),
    compares("NEQ", Op::Ne, "write `!=`"),
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

/// The operator made of these signs.
pub(super) fn sign(signs: &str) -> Option<&'static Foreign> {
    SIGNS.iter().find(|foreign| foreign.sign == signs)
}

impl Foreign {
    /// What to write instead, with the field that stands to the left and, if it is a text, the value
    /// to the right.
    pub(super) fn instead(&self, field: &str, value: Option<&str>) -> String {
        let like = value.filter(|_| self.is_pattern).zip(self.stand_in);
        if let Some((op, text)) = like.and_then(|(pattern, op)| without_wildcards(op, pattern)) {
            return format!("write `{field} {} {}`", op.as_str(), shown(text));
        }
        let instead = self.instead.replace("{}", field);
        match value {
            Some(text) => instead.replace("\"…\"", &shown(text)),
            None => instead,
        }
    }
}

/// The comparison that a pattern with wildcards at its ends only means.
fn without_wildcards(contains: Op, pattern: &str) -> Option<(Op, &str)> {
    let text = pattern.trim_matches('%');
    if text.is_empty() || text.contains(['%', '_']) {
        return None;
    }
    let (open_start, open_end) = (pattern.starts_with('%'), pattern.ends_with('%'));
    let op = match (contains, open_start, open_end) {
        (op, true, true) | (op @ (Op::ContainsFold | Op::NotContainsFold), ..) => op,
        (Op::Contains, false, true) => Op::StartsWith,
        (Op::Contains, true, false) => Op::EndsWith,
        (Op::Contains, false, false) => Op::Eq,
        (_, false, true) => Op::NotStartsWith,
        (_, true, false) => Op::NotEndsWith,
        (_, false, false) => Op::Ne,
    };
    Some((op, text))
}
