//! The laws, over random sources, pages, sorts and filters.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use proptest::sample::{Index, select};
use taskweave::platforms::Platform::{self, Accelo, Kickserv, SageIntacct, ZohoBooks};
use taskweave::weave::PageMerger;

use crate::model::{By, Model, Order, Sieve, Step, Task, compare};
use crate::pages::{EPOCH, Row, merger_of, push, row};

const SOURCES: [(&str, Platform); 6] = [
    ("m", Accelo),
    ("c", SageIntacct),
    ("k", Kickserv),
    ("b", ZohoBooks),
    ("z", ZohoBooks),
    ("a", Accelo),
];

#[rustfmt::skip]
const ORDERS: [Order; 8] = [
    Order { text: "updated_at DESC", keys: &[(By::Updated, true)] },
    Order { text: "updated_at", keys: &[(By::Updated, false)] },
    Order { text: "name DESC", keys: &[(By::Name, true)] },
    Order { text: "updated_at DESC, name", keys: &[(By::Updated, true), (By::Name, false)] },
    Order { text: "name, updated_at DESC", keys: &[(By::Name, false), (By::Updated, true)] },
    Order { text: "platform DESC, updated_at", keys: &[(By::Platform, true), (By::Updated, false)] },
    Order { text: "connection_id DESC, name", keys: &[(By::Connection, true), (By::Name, false)] },
    Order { text: "platform", keys: &[(By::Platform, false)] },
];

const SIEVES: [Sieve; 5] = [
    Sieve {
        text: None,
        passes: |_| true,
        may_pass: |_| true,
    },
    Sieve {
        text: Some(r#"name != "b""#),
        passes: |task| task.row.name != "b",
        may_pass: |_| true,
    },
    Sieve {
        text: Some(r#"platform != "ACCELO" OR connection_id = "none""#),
        passes: |task| task.platform != "ACCELO",
        may_pass: |platform| platform != "ACCELO",
    },
    Sieve {
        // Third second of 2020.
        text: Some(r#"updated_at >= "2020-01-01T00:00:02Z""#),
        passes: |task| task.row.updated >= Some(2),
        may_pass: |platform| platform != "ZOHOBOOKS",
    },
    Sieve {
        text: Some(r#"updated_at = null AND NOT name = "a""#),
        passes: |task| task.row.updated.is_none() && task.row.name != "a",
        may_pass: |_| true,
    },
];

/// The pages of a source, in turn.
type Pages = Vec<Vec<Row>>;

/// What is done, in turn: another page of one of the sources that have one, or a step.
#[derive(Clone, Debug)]
enum Act {
    Push(Index),
    Next,
}

#[derive(Clone, Debug)]
struct Case {
    order: Order,
    sieve: Sieve,
    limit: usize,
    /// Each source with its pages.
    sources: Vec<((&'static str, Platform), Pages)>,
    /// Whether each may come in order.
    ordered: Vec<bool>,
    acts: Vec<Act>,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let one = (
        1u8..13,
        prop::option::weighted(0.8, 0i64..5),
        select(&["a", "b", "c"][..]),
    );
    prop::collection::vec(one, 0..14).prop_map(|rows| {
        let rows = rows.into_iter();
        rows.map(|(id, updated, name)| row(id, updated, name))
            .collect()
    })
}

/// Rows cut into pages at these places.
fn cut(rows: &[Row], places: &[Index]) -> Pages {
    let mut ends: Vec<usize> = places.iter().map(|at| at.index(rows.len() + 1)).collect();
    ends.extend([0, rows.len()]);
    ends.sort_unstable();
    ends.windows(2)
        .map(|ends| rows[ends[0]..ends[1]].to_vec())
        .collect()
}

/// The rows of a source, each task once, in an order; pages may begin with the end of the page before.
fn in_order(
    rows: Vec<Row>,
    source: (&'static str, Platform),
    order: Order,
    cuts: &[Index],
    overlap: usize,
) -> Pages {
    let mut ids = HashSet::new();
    let once = rows.into_iter().filter(|row| ids.insert(row.id.clone()));
    let mut tasks: Vec<Task> = once.map(|row| Task::new(source, row)).collect();
    tasks.sort_by(|a, b| compare(a, b, order));
    let rows: Vec<Row> = tasks.into_iter().map(|task| task.row).collect();
    let pages = cut(&rows, cuts);
    let mut before = Vec::new();
    pages
        .into_iter()
        .map(|page| {
            let tail = before.len() - overlap.min(before.len());
            let overlapping = [&before[tail..], &page[..]].concat();
            before = page;
            overlapping
        })
        .collect()
}

/// How the rows of the sources come.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Coming {
    /// In any order, tasks several times and changed.
    Anyhow,
    /// In the order of the sort, each task as it is.
    InOrder,
    /// Some so and some so.
    Mixed,
    /// The same, and those that come anyhow are said to come in no order.
    Told,
}

fn cases(coming: Coming) -> impl Strategy<Value = Case> {
    let source = (
        rows(),
        prop::collection::vec(any::<Index>(), 0..5),
        0usize..3,
        any::<bool>(),
    );
    let act = prop_oneof![any::<Index>().prop_map(Act::Push), Just(Act::Next)];
    let parts = (
        select(&ORDERS[..]),
        select(&SIEVES[..]),
        prop_oneof![1usize..5, Just(50usize)],
        prop::sample::subsequence(SOURCES.to_vec(), 0..=5).prop_shuffle(),
        prop::collection::vec(source, 6),
        prop::collection::vec(act, 0..60),
    );
    parts.prop_map(move |(order, sieve, limit, chosen, made, acts)| {
        let told =
            |(_, _, _, is_in_order): &(_, _, _, bool)| coming != Coming::Told || *is_in_order;
        let ordered = made.iter().map(told).collect();
        let sources = chosen.into_iter().zip(made);
        let sources = sources.map(|(source, (rows, cuts, overlap, is_in_order))| {
            let pages = match (coming, is_in_order) {
                (Coming::InOrder, _) | (Coming::Mixed | Coming::Told, true) => {
                    in_order(rows, source, order, &cuts, overlap)
                }
                _ => cut(&rows, &cuts),
            };
            (source, pages)
        });
        Case {
            order,
            sieve,
            limit,
            sources: sources.collect(),
            ordered,
            acts,
        }
    })
}

/// A merger and the model of it, in step.
struct Pair<'a> {
    case: &'a Case,
    merger: PageMerger,
    model: Model,
    /// How many pages of each source were pushed.
    pushed: Vec<usize>,
}

impl<'a> Pair<'a> {
    fn new(case: &'a Case) -> Self {
        let ids = case.sources.iter().map(|(source, _)| *source);
        let sources: Vec<_> = ids.zip(case.ordered.iter().copied()).collect();
        Self {
            merger: merger_of(&sources, case.order.text, case.sieve.text, case.limit),
            model: Model::new(&sources, case.order, case.sieve, case.limit),
            pushed: vec![0; sources.len()],
            case,
        }
    }

    /// The sources that have pages left.
    fn left(&self) -> Vec<usize> {
        let pushed = self.pushed.iter().zip(&self.case.sources).enumerate();
        pushed
            .filter(|(_, (pushed, (_, pages)))| **pushed < pages.len())
            .map(|(at, _)| at)
            .collect()
    }

    fn push(&mut self, at: usize) {
        let (source, pages) = &self.case.sources[at];
        let page = &pages[self.pushed[at]];
        self.pushed[at] += 1;
        let is_last = self.pushed[at] == pages.len();
        push(&mut self.merger, *source, page, is_last);
        let tasks = page.iter().map(|row| Task::new(*source, row.clone()));
        self.model.push(at, tasks, is_last);
    }

    /// A step of both, which must be the same.
    fn next(&mut self) -> Result<Step, TestCaseError> {
        let merged = self.merger.next_tasks();
        let tasks = merged.tasks.iter().map(|task| {
            let mut sources = self.case.sources.iter().map(|(source, _)| *source);
            let source = sources.find(|(id, _)| *id == task.connection_id).unwrap();
            assert_eq!(task.platform, source.1);
            let row = Row {
                id: task.platform_id.clone(),
                updated: task.updated_at.map(|time| time.millis() / 1000 - EPOCH),
                name: ["a", "b", "c"]
                    .into_iter()
                    .find(|name| *name == task.name)
                    .unwrap(),
            };
            (Task::new(source, row), task.is_late)
        });
        let step = (tasks.collect(), merged.done, merged.needs);
        prop_assert_eq!(&step, &self.model.next());
        Ok(step)
    }

    /// Does what the case says, and then the rest.
    fn run(&mut self) -> Result<(), TestCaseError> {
        for act in &self.case.acts {
            match (act, self.left()) {
                (Act::Push(which), left) if !left.is_empty() => self.push(*which.get(&left)),
                _ => {
                    self.next()?;
                }
            }
        }
        for at in 0..self.case.sources.len() {
            while self.left().contains(&at) {
                self.push(at);
            }
        }
        while !self.next()?.1 {}
        Ok(())
    }

    /// The laws of a walk, of all that was given in it.
    fn check(&self) -> Result<(), TestCaseError> {
        let given = &self.model.given;
        let on_time: Vec<&Task> = given
            .iter()
            .filter(|(_, is_late)| !is_late)
            .map(|(task, _)| task)
            .collect();
        for pair in on_time.windows(2) {
            prop_assert!(
                compare(pair[0], pair[1], self.case.order).is_lt(),
                "{pair:?} is out of order"
            );
        }
        let mut readings: HashMap<(&str, &str), Vec<Task>> = HashMap::new();
        for ((source, pages), pushed) in self.case.sources.iter().zip(&self.pushed) {
            for row in pages[..*pushed].iter().flatten() {
                let of_task = readings.entry((source.0, &row.id)).or_default();
                of_task.push(Task::new(*source, row.clone()));
            }
        }
        for ((connection, id), readings) in readings {
            let last = readings.last().unwrap();
            let found: Vec<&Task> = given
                .iter()
                .map(|(task, _)| task)
                .filter(|task| (task.connection, task.row.id.as_str()) == (connection, id))
                .collect();
            let versions: HashSet<&Task> = readings.iter().collect();
            let once: HashSet<&&Task> = found.iter().collect();
            prop_assert_eq!(
                once.len(),
                found.len(),
                "a version was given twice: {:?}",
                found
            );
            for task in &found {
                prop_assert!(
                    versions.contains(task) && (self.case.sieve.passes)(task),
                    "{task:?}"
                );
            }
            if versions.len() == 1 {
                let wanted = usize::from((self.case.sieve.passes)(last));
                prop_assert_eq!(found.len(), wanted, "{:?}", last);
            } else if (self.case.sieve.passes)(last) {
                let at_its_place = |task: &&Task| compare(task, last, self.case.order).is_eq();
                prop_assert!(found.iter().any(at_its_place), "{last:?} was never given");
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn it_agrees_with_the_model_whatever_comes(case in cases(Coming::Anyhow)) {
        let mut pair = Pair::new(&case);
        pair.run()?;
        pair.check()?;
    }

    #[test]
    fn it_agrees_with_the_model_where_some_sources_are_in_order(case in cases(Coming::Mixed)) {
        let mut pair = Pair::new(&case);
        pair.run()?;
        pair.check()?;
    }

    #[test]
    fn of_sources_in_order_nothing_is_late(case in cases(Coming::InOrder)) {
        let mut pair = Pair::new(&case);
        pair.run()?;
        pair.check()?;
        prop_assert!(pair.model.given.iter().all(|(_, is_late)| !is_late));
    }

    #[test]
    fn of_sources_that_come_as_they_are_said_to_nothing_is_late(case in cases(Coming::Told)) {
        let mut pair = Pair::new(&case);
        pair.run()?;
        pair.check()?;
        prop_assert!(pair.model.given.iter().all(|(_, is_late)| !is_late));
    }

    /// Whoever pushes just what is needed comes to the end, and of a source of which nothing can match
    /// never pushes a page.
    #[test]
    fn what_is_needed_is_enough(case in cases(Coming::Mixed), one_by_one in any::<bool>()) {
        let mut pair = Pair::new(&case);
        let mut pages = 0;
        loop {
            let (tasks, done, needs) = pair.next()?;
            if done {
                break;
            }
            prop_assert!(tasks.len() == case.limit || !needs.is_empty(), "it stands still");
            for id in needs.iter().take(if one_by_one { 1 } else { usize::MAX }) {
                let at = case.sources.iter().position(|((known, _), _)| known == id).unwrap();
                prop_assert!((case.sieve.may_pass)(case.sources[at].0.1.as_str()), "{id} has nothing");
                prop_assert!(pair.left().contains(&at), "{id} has ended");
                pair.push(at);
                pages += 1;
            }
        }
        prop_assert!(pages <= case.sources.iter().map(|(_, pages)| pages.len()).sum::<usize>());
        pair.check()?;
    }
}
