//! Small maps, sets and lists in order, gathered with little code.
//!
//! `collect` into a `BTreeMap` and `sort` on a slice are made for many items: each brings some four
//! kilobytes of machine code for every type that it is called with. Where a handful of ids is put in
//! order, that is all they bring.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// What an iterator gives, put one by one into a map or a set.
pub(crate) trait Gather: Iterator + Sized {
    /// A map; of a key that stands twice the last value counts.
    fn into_map<K: Ord, V>(self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        let mut map = BTreeMap::new();
        map.extend(self);
        map
    }

    /// A set.
    fn into_set<T: Ord>(self) -> BTreeSet<T>
    where
        Self: Iterator<Item = T>,
    {
        let mut set = BTreeSet::new();
        set.extend(self);
        set
    }

    /// A map, unless one of its entries is missing.
    fn into_whole_map<K: Ord, V>(mut self) -> Option<BTreeMap<K, V>>
    where
        Self: Iterator<Item = Option<(K, V)>>,
    {
        let mut map = BTreeMap::new();
        self.try_for_each(|entry| {
            let (key, value) = entry?;
            map.insert(key, value);
            Some(())
        })?;
        Some(map)
    }

    /// A set, unless one of its items is missing.
    fn into_whole_set<T: Ord>(mut self) -> Option<BTreeSet<T>>
    where
        Self: Iterator<Item = Option<T>>,
    {
        let mut set = BTreeSet::new();
        self.try_for_each(|item| {
            set.insert(item?);
            Some(())
        })?;
        Some(set)
    }

    /// A list in order, for items of which equal ones cannot be told apart.
    fn into_order<T: Ord>(self) -> Vec<T>
    where
        Self: Iterator<Item = T>,
    {
        self.collect::<BinaryHeap<T>>().into_sorted_vec()
    }
}

impl<I: Iterator> Gather for I {}

/// The places of so many items in the order of a comparison, equal ones as they stand: one sort for
/// items of all types.
pub(crate) fn places_in_order(
    count: usize,
    compare: &dyn Fn(usize, usize) -> Ordering,
) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

/// Items in the order of a comparison, equal ones as they stood.
pub(crate) fn sorted_by<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let places = places_in_order(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let taken = places.into_iter().map(|place| items.get_mut(place)?.take());
    taken.flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_a_key_counts() {
        let map = [(2, 'a'), (1, 'b'), (2, 'c')].into_iter().into_map();
        assert_eq!(map, BTreeMap::from([(1, 'b'), (2, 'c')]));
        let whole = [Some((2, 'a')), Some((2, 'c'))].into_iter();
        assert_eq!(whole.into_whole_map(), Some(BTreeMap::from([(2, 'c')])));
        assert_eq!([3, 1, 3].into_iter().into_set(), BTreeSet::from([1, 3]));
    }

    #[test]
    fn where_one_is_missing_there_is_nothing() {
        let entries = [Some((1, 'a')), None, Some((2, 'b'))];
        assert_eq!(entries.into_iter().into_whole_map(), None);
        assert_eq!([Some(1), None].into_iter().into_whole_set(), None);
        let whole = [Some(2), Some(1)].into_iter().into_whole_set();
        assert_eq!(whole, Some(BTreeSet::from([1, 2])));
    }

    #[test]
    fn equal_items_stay_as_they_stood() {
        for count in [0, 1, 2, 7, 100] {
            let list: Vec<(i32, i32)> = (0..count).map(|n| (n * 37 % 10, n)).collect();
            let mut sorted = list.clone();
            sorted.sort_by_key(|(key, _)| *key);
            assert_eq!(sorted_by(list, |a, b| a.0.cmp(&b.0)), sorted);
        }
    }

    #[test]
    fn a_list_is_in_order_and_keeps_what_stands_twice() {
        for count in [0, 1, 2, 7, 100] {
            let list: Vec<i32> = (0..count).map(|n| n * 37 % 50).collect();
            let mut sorted = list.clone();
            sorted.sort_unstable();
            assert_eq!(list.into_iter().into_order(), sorted);
        }
    }
}
