//! Which order a list is in.

use std::cmp::Ordering;

/// A side of a switch, and the order that it stands for.
pub(in crate::platforms) type Sided<'s, T> = (&'s str, fn(&T, &T) -> Ordering);

/// The one side whose order a list is in; `None` if several are, or none is.
pub(in crate::platforms) fn only_order<'s, T>(list: &[T], sides: &[Sided<'s, T>]) -> Option<&'s str> {
    let mut held = sides.iter().filter(|(_, compare)| {
        let mut pairs = list.iter().zip(list.iter().skip(1));
        pairs.all(|(one, next)| compare(one, next) != Ordering::Greater)
    });
    let (side, _) = held.next()?;
    held.next().is_none().then_some(*side)
}

#[cfg(test)]
mod tests {
    use super::*;

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
