//! Which order a list is in.

use std::cmp::Ordering;

/// A side of a switch, and the order that it stands for.
pub(in crate::platforms) type Sided<'s, T> = (&'s str, fn(&T, &T) -> Ordering);

/// The one side whose order a list is in; `None` if several are, or none is.
pub(in crate::platforms) fn only_order<'s, T>(
    list: &[T],
    sides: &[Sided<'s, T>],
) -> Option<&'s str> {
    let mut held = sides.iter().filter(|(_, compare)| {
        let mut pairs = list.iter().zip(list.iter().skip(1));
        pairs.all(|(one, next)| compare(one, next) != Ordering::Greater)
    });
    let (side, _) = held.next()?;
    held.next().is_none().then_some(*side)
}

/// Two plain texts that stand in one order by code point and in the other without regard to case,
/// each with what stands beside it; the first comes first by code point. Other scripts, marks and
/// signs have orders of their own in every collation.
pub(in crate::platforms) fn case_decides<'t, T: Copy>(
    texts: impl Iterator<Item = (T, &'t str)>,
) -> Option<(T, T)> {
    let is_plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ');
    let plain: Vec<_> = texts.filter(|(_, text)| is_plain(text)).collect();
    plain.iter().find_map(|(first, one)| {
        let decides = |other: &str| *one < other && one.to_lowercase() > other.to_lowercase();
        let second = plain.iter().find(|(_, other)| decides(other))?;
        Some((*first, second.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_decides_where_case_does() {
        let pair = |texts: &[&'static str]| case_decides(texts.iter().map(|text| (*text, *text)));
        assert_eq!(pair(&["a", "b", "C"]), Some(("C", "a")));
        assert_eq!(pair(&["A", "b", "c", "é"]), None);
        assert_eq!(pair(&["roof b", "Roof c"]), Some(("Roof c", "roof b")));
    }

    #[test]
    fn only_what_holds_alone_is_told() {
        let sides: &[Sided<'_, &str>] = &[
            ("plain", |a, b| a.cmp(b)),
            ("folded", |a, b| a.to_lowercase().cmp(&b.to_lowercase())),
        ];
        assert_eq!(only_order(&["a", "b"], sides), None);
        assert_eq!(only_order(&["B", "a"], sides), Some("plain"));
        assert_eq!(only_order(&["a", "B"], sides), Some("folded"));
        assert_eq!(only_order(&["b", "a"], sides), None);
    }
}
