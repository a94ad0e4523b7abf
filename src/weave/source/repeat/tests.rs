use super::*;
use crate::platforms::{Place, Slice};

fn call(page: u64) -> Call {
    Call {
        slice: Slice::All,
        place: match page {
            1 => Place::Start,
            page => Place::At(page),
        },
    }
}

fn done(seen: usize) -> Ingested {
    Ingested {
        seen,
        ..Ingested::default()
    }
}

/// What is remembered of a first reading of these pages, as the second one begins.
fn first(pages: &[(u64, &[u8])]) -> Repeat {
    let mut repeat = Repeat::new(true);
    for (number, (page, body)) in pages.iter().enumerate() {
        assert!(repeat.known(&call(*page), body).is_none());
        assert!(repeat.give_up().is_empty());
        let copy = repeat.copy(body, number > 0);
        repeat.keep(&call(*page), copy, &done(body.len()));
    }
    repeat.next_reading();
    repeat
}

/// Reads these pages a second time: whether they are the same, and those that are to be read all the same.
fn second(repeat: &mut Repeat, pages: &[(u64, &[u8])]) -> (bool, Vec<Vec<u8>>) {
    let mut read = Vec::new();
    for (page, body) in pages {
        match repeat.known(&call(*page), body) {
            Some(done) => assert_eq!(done.seen, body.len()),
            None => {
                read.append(&mut repeat.give_up());
                assert!(
                    repeat.copy(body, true).is_none(),
                    "only a first reading is kept"
                );
                read.push(body.to_vec());
            }
        }
    }
    let is_same = repeat.is_same();
    if !is_same {
        read.append(&mut repeat.give_up());
    }
    (is_same, read)
}

const PAGES: [(u64, &[u8]); 3] = [(1, b"one"), (2, b"seven"), (3, b"")];

#[test]
fn the_same_pages_are_the_same_in_any_order() {
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
        let again = order.map(|at| PAGES[at]);
        assert_eq!(second(&mut first(&PAGES), &again), (true, vec![]));
    }
}

#[test]
fn whatever_differs_is_another_reading_and_is_read_whole() {
    let others: &[&[(u64, &[u8])]] = &[
        // The first, a middle and the last page hold something else, be it as long or longer.
        &[(1, b"ome"), (2, b"seven"), (3, b"")],
        &[(1, b"one"), (2, b"eleven"), (3, b"")],
        &[(1, b"one"), (2, b"seven"), (3, b"x")],
        &[(1, b"one "), (2, b"seven"), (3, b"")],
        // It ends sooner, or later.
        &[],
        &[(1, b"one")],
        &[(1, b"one"), (2, b"seven")],
        &[(1, b"one"), (2, b"seven"), (3, b""), (4, b"")],
        &[(4, b"x"), (1, b"one"), (2, b"seven"), (3, b"")],
        // A page is missing, another stands in its place, or it comes twice.
        &[(1, b"one"), (3, b"")],
        &[(1, b"one"), (1, b"one"), (3, b"")],
        &[(1, b"one"), (2, b"seven"), (3, b""), (2, b"seven")],
        // The same pages answer other calls.
        &[(1, b"seven"), (2, b"one"), (3, b"")],
        &[(1, b"one"), (3, b"seven"), (2, b"")],
    ];
    for other in others {
        let (is_same, mut read) = second(&mut first(&PAGES), other);
        assert!(!is_same, "{other:?}");
        // All of it is read, each page once.
        read.sort_unstable();
        let mut wanted: Vec<_> = other.iter().map(|(_, body)| body.to_vec()).collect();
        wanted.sort_unstable();
        assert_eq!(read, wanted, "{other:?}");
    }
}

#[test]
fn a_page_that_came_twice_comes_twice_again() {
    let twice: [(u64, &[u8]); 3] = [(1, b"one"), (2, b"seven"), (2, b"seven")];
    assert_eq!(second(&mut first(&twice), &twice), (true, vec![]));
    let (is_same, read) = second(&mut first(&twice), &twice[..2]);
    assert!(!is_same);
    assert_eq!(read, [b"one".to_vec(), b"seven".to_vec()]);
}

#[test]
fn once_it_is_another_one_it_stays_another_one() {
    let mut repeat = first(&PAGES);
    let (is_same, _) = second(&mut repeat, &[(1, b"ome"), (2, b"seven"), (3, b"")]);
    assert!(!is_same);
    assert!(!repeat.is_same());
    // A third reading is told by its rows alone.
    repeat.next_reading();
    let (is_same, read) = second(&mut repeat, &PAGES);
    assert!(!is_same);
    assert_eq!(read.len(), PAGES.len());
}

#[test]
fn a_reading_that_is_too_long_is_not_remembered() {
    let half = vec![b' '; MAX_BYTES / 2];
    let most: [(u64, &[u8]); 2] = [(1, &half), (2, &half)];
    assert_eq!(second(&mut first(&most), &most), (true, vec![]));
    let beyond: [(u64, &[u8]); 4] = [(1, &half), (2, &half), (3, b"x"), (4, b"y")];
    let mut repeat = first(&beyond);
    assert!(repeat.pages.is_empty(), "what was remembered is let go");
    assert!(
        !repeat.is_same(),
        "of no page it is known that it came again"
    );
    let (is_same, read) = second(&mut repeat, &beyond);
    assert!(!is_same);
    assert_eq!(read.len(), 4);
}

#[test]
fn what_is_read_once_is_not_remembered() {
    let mut repeat = Repeat::new(false);
    assert!(repeat.copy(b"one", true).is_none());
    repeat.next_reading();
    assert!(!repeat.is_same());
    // One page of tasks may come before a page is asked for by its number, and no more.
    let mut repeat = Repeat::new(true);
    for body in [b"one", b"two"] {
        let copy = repeat.copy(body, false);
        assert_eq!(copy.is_some(), body == b"one");
        repeat.keep(&call(1), copy, &done(1));
    }
    assert!(repeat.pages.is_empty());
    repeat.next_reading();
    assert!(!repeat.is_same());
}

#[test]
fn nothing_is_no_repetition_of_nothing() {
    let mut repeat = first(&[]);
    assert_eq!(second(&mut repeat, &[]), (false, vec![]));
}
