//! Unicode's simple case folding: each character folds to one, so that two texts are equal without
//! case exactly if their folded forms are equal.

/// Characters that fold together with another one of the same case, which small letters alone do not
/// tell. The statuses C and S of Unicode's `CaseFolding.txt`.
const BESIDE_LOWERCASE: [(char, char); 25] = [
    ('\u{b5}', '\u{3bc}'),
    ('\u{17f}', 's'),
    ('\u{345}', '\u{3b9}'),
    ('\u{3c2}', '\u{3c3}'),
    ('\u{3d0}', '\u{3b2}'),
    ('\u{3d1}', '\u{3b8}'),
    ('\u{3d5}', '\u{3c6}'),
    ('\u{3d6}', '\u{3c0}'),
    ('\u{3f0}', '\u{3ba}'),
    ('\u{3f1}', '\u{3c1}'),
    ('\u{3f5}', '\u{3b5}'),
    ('\u{1c80}', '\u{432}'),
    ('\u{1c81}', '\u{434}'),
    ('\u{1c82}', '\u{43e}'),
    ('\u{1c83}', '\u{441}'),
    ('\u{1c84}', '\u{442}'),
    ('\u{1c85}', '\u{442}'),
    ('\u{1c86}', '\u{44a}'),
    ('\u{1c87}', '\u{463}'),
    ('\u{1c88}', '\u{a64b}'),
    ('\u{1e9b}', '\u{1e61}'),
    ('\u{1fbe}', '\u{3b9}'),
    ('\u{1fd3}', '\u{390}'),
    ('\u{1fe3}', '\u{3b0}'),
    ('\u{fb05}', '\u{fb06}'),
];

/// One character of all those that differ by case alone: the same one for each of them. It is not
/// always the one that Unicode names, which is of no account where both sides are folded.
fn folded(c: char) -> char {
    let mut lower = c.to_lowercase();
    // `İ` has two characters in lower case; it folds to itself, simply.
    let small = match (lower.next(), lower.next()) {
        (Some(small), None) => small,
        _ => c,
    };
    BESIDE_LOWERCASE
        .binary_search_by_key(&small, |(from, _)| *from)
        .ok()
        .and_then(|at| BESIDE_LOWERCASE.get(at))
        .map_or(small, |(_, to)| *to)
}

/// Puts the folded form of a text into `out`, in place of what was there.
pub(crate) fn fold_into(text: &str, out: &mut String) {
    out.clear();
    if text.is_ascii() {
        out.push_str(text);
        out.make_ascii_lowercase();
    } else {
        out.extend(text.chars().map(folded));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::fmt::Write as _;

    use regex::Regex;

    use super::*;

    #[test]
    fn the_exceptions_stand_in_order() {
        assert!(BESIDE_LOWERCASE.is_sorted_by_key(|(from, _)| *from));
        for (from, to) in BESIDE_LOWERCASE {
            assert_eq!(folded(from), to);
            assert_eq!(folded(to), to);
        }
    }

    fn text(c: char) -> String {
        c.to_string()
    }

    /// The characters of the oracle's edition of Unicode.
    fn known() -> Vec<char> {
        let known = Regex::new(r"^\p{Age:16.0}$").unwrap();
        let all = '\0'..=char::MAX;
        all.filter(|c| known.is_match(&text(*c))).collect()
    }

    /// The oracle is another implementation of the same standard, by its own tables: `(?i)c` matches
    /// what folds as `c` does.
    #[test]
    fn what_folds_together_is_the_same_without_case() {
        let mut classes: HashMap<char, Vec<char>> = HashMap::new();
        for c in known() {
            classes.entry(folded(c)).or_default().push(c);
        }
        let several = classes.values().filter(|class| class.len() > 1);
        for class in several.clone() {
            let all: String = class.iter().collect();
            for c in class {
                let same = Regex::new(&format!("^(?i:{})+$", regex::escape(&text(*c)))).unwrap();
                assert!(same.is_match(&all), "{all}: U+{:04X}", u32::from(*c));
            }
        }
        assert!(several.count() > 1300);
    }

    /// Two characters that fold apart differ in a bit of what they fold to; so no class of all the
    /// characters with a bit may reach beyond itself when case is left aside.
    #[test]
    fn what_folds_apart_is_not_the_same_without_case() {
        let known = known();
        for bit in 0..21 {
            let has = |c: char| u32::from(folded(c)) >> bit & 1 == 1;
            let mut class = String::new();
            for c in known.iter().copied().filter(|c| has(*c)) {
                write!(class, "\\x{{{:x}}}", u32::from(c)).unwrap();
            }
            let same = Regex::new(&format!("^(?i:[{class}])$")).unwrap();
            for c in &known {
                assert_eq!(
                    same.is_match(&text(*c)),
                    has(*c),
                    "bit {bit} of U+{:04X}",
                    u32::from(*c)
                );
            }
        }
    }
}
