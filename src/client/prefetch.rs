//! When a stream of tasks asks for its next page: one page is read, at most one more is asked for.

use std::vec::IntoIter;

/// The pages of a stream: the one that is read, and the one ahead of it. `T` is a task, `E` an error.
#[derive(Debug)]
pub struct Prefetch<T, E> {
    page: IntoIter<T>,
    /// What the page was asked with.
    page_cursor: Option<String>,
    /// What the page of the task that was given last was asked with.
    cursor: Option<String>,
    /// What the page after it is asked with; `None` at the end of the walk.
    next: Option<Option<String>>,
    ahead: Ahead<T, E>,
    /// Whether the page after it may be asked for.
    is_wanted: bool,
}

#[derive(Debug)]
enum Ahead<T, E> {
    Nothing,
    UnderWay,
    Arrived(FetchedPage<T>),
    Failed(E),
}

/// A page that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedPage<T> {
    /// Its tasks; a page may have none and not be the last.
    pub tasks: Vec<T>,
    /// What the page after it is asked with; `None` at the end.
    pub next_cursor: Option<String>,
}

/// What a stream does for whoever wants its next task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<T, E> {
    /// Gives a task.
    Give(T),
    /// Throws what the page failed with. The step after it asks for the page again.
    Fail(E),
    /// Lets them wait for a page.
    Wait,
    /// Says that there is no other.
    End,
}

impl<T, E> Prefetch<T, E> {
    /// A stream that begins at a cursor, of which nothing was asked yet.
    #[must_use]
    pub fn new(cursor: Option<String>) -> Self {
        Self {
            page: Vec::new().into_iter(),
            page_cursor: cursor.clone(),
            cursor: cursor.clone(),
            next: Some(cursor),
            ahead: Ahead::Nothing,
            is_wanted: false,
        }
    }

    /// The next task, or what else there is to do.
    pub fn step(&mut self) -> Step<T, E> {
        loop {
            if let Some(task) = self.page.next() {
                self.cursor.clone_from(&self.page_cursor);
                // Whoever takes a page's first task is likely to want the page after it.
                self.is_wanted = true;
                return Step::Give(task);
            }
            match std::mem::replace(&mut self.ahead, Ahead::Nothing) {
                Ahead::Arrived(page) => {
                    self.page = page.tasks.into_iter();
                    self.page_cursor = self.next.take().flatten();
                    self.next = page.next_cursor.map(Some);
                    self.is_wanted = false;
                }
                Ahead::Failed(error) => {
                    self.is_wanted = false;
                    return Step::Fail(error);
                }
                Ahead::UnderWay => {
                    self.ahead = Ahead::UnderWay;
                    return Step::Wait;
                }
                Ahead::Nothing if self.next.is_none() => return Step::End,
                Ahead::Nothing => {
                    self.is_wanted = true;
                    return Step::Wait;
                }
            }
        }
    }

    /// The cursor of the page that is to be asked for now, if one is; it is under way from then on.
    pub fn ask(&mut self) -> Option<Option<String>> {
        if !self.is_wanted || !matches!(self.ahead, Ahead::Nothing) {
            return None;
        }
        let cursor = self.next.clone()?;
        self.ahead = Ahead::UnderWay;
        self.is_wanted = false;
        Some(cursor)
    }

    /// Takes the page that was asked for, or what it failed with.
    pub fn arrived(&mut self, outcome: Result<FetchedPage<T>, E>) {
        self.ahead = match outcome {
            Ok(page) => Ahead::Arrived(page),
            Err(error) => Ahead::Failed(error),
        };
    }

    /// Gives and asks for nothing any more.
    pub fn end(&mut self) {
        self.page = Vec::new().into_iter();
        self.ahead = Ahead::Nothing;
        self.next = None;
    }

    /// Whether it has given everything.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.page.len() == 0 && self.next.is_none() && matches!(self.ahead, Ahead::Nothing)
    }

    /// The cursor that the page of the task given last was asked with; before any, the one that the
    /// stream began with. `None` is the first page of a list.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Tested = Prefetch<u32, &'static str>;

    fn page(tasks: &[u32], next_cursor: Option<&str>) -> Result<FetchedPage<u32>, &'static str> {
        Ok(FetchedPage {
            tasks: tasks.to_vec(),
            next_cursor: next_cursor.map(str::to_owned),
        })
    }

    fn asked(walk: &mut Tested) -> Option<Option<String>> {
        let asked = walk.ask();
        assert_eq!(walk.ask(), None, "one page is asked for at a time");
        asked
    }

    fn after(cursor: &str) -> Option<Option<String>> {
        Some(Some(cursor.to_owned()))
    }

    #[test]
    fn a_page_is_asked_for_when_the_first_task_of_the_one_before_is_taken() {
        let mut walk = Tested::new(None);
        assert_eq!(asked(&mut walk), None, "nobody reads it");
        assert_eq!(walk.step(), Step::Wait);
        assert_eq!(asked(&mut walk), Some(None));
        assert_eq!((walk.step(), asked(&mut walk)), (Step::Wait, None));
        walk.arrived(page(&[1, 2], Some("b")));
        assert_eq!(asked(&mut walk), None, "no task was taken");
        assert_eq!(walk.step(), Step::Give(1));
        assert_eq!(asked(&mut walk), after("b"));
        walk.arrived(page(&[3], Some("c")));
        assert_eq!((walk.step(), asked(&mut walk)), (Step::Give(2), None));
        assert_eq!(walk.cursor(), None);
        assert_eq!(walk.step(), Step::Give(3));
        assert_eq!(walk.cursor(), Some("b"));
        assert_eq!(asked(&mut walk), after("c"));
        walk.arrived(page(&[], Some("d")));
        assert_eq!((walk.step(), asked(&mut walk)), (Step::Wait, after("d")));
        walk.arrived(page(&[4], None));
        assert_eq!(walk.step(), Step::Give(4));
        assert!(walk.is_over());
        assert_eq!((walk.step(), asked(&mut walk)), (Step::End, None));
        assert_eq!(walk.cursor(), Some("d"));
    }

    #[test]
    fn a_failure_stands_where_its_page_would_and_is_asked_for_again_by_the_step_after() {
        let mut walk = Tested::new(Some("a".to_owned()));
        assert_eq!((walk.step(), asked(&mut walk)), (Step::Wait, after("a")));
        walk.arrived(page(&[1, 2], Some("b")));
        assert_eq!((walk.step(), asked(&mut walk)), (Step::Give(1), after("b")));
        walk.arrived(Err("down"));
        assert_eq!((walk.step(), asked(&mut walk)), (Step::Give(2), None));
        assert_eq!((walk.step(), asked(&mut walk)), (Step::Fail("down"), None));
        assert!(!walk.is_over());
        assert_eq!((walk.step(), asked(&mut walk)), (Step::Wait, after("b")));
        walk.arrived(page(&[3], None));
        assert_eq!((walk.step(), asked(&mut walk)), (Step::Give(3), None));
        assert_eq!(walk.step(), Step::End);
    }

    #[test]
    fn what_was_ended_gives_and_asks_for_nothing() {
        let mut walk = Tested::new(None);
        walk.step();
        walk.ask();
        walk.arrived(page(&[1, 2], Some("b")));
        walk.step();
        walk.end();
        assert_eq!((walk.step(), asked(&mut walk)), (Step::End, None));
    }
}
