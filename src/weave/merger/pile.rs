//! Pages that wait to be given out, row by row, in one order.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};
use std::rc::Rc;

use crate::table::{TaskTable, compare_rows};
use crate::task::Sort;

/// Rows of any number of pages. A page is let go once all its rows are.
pub(super) struct Pile {
    sort: Rc<Sort>,
    sheets: BTreeMap<u64, Sheet>,
    /// The first row of every sheet that is left; also of some that are gone by now.
    heads: BinaryHeap<Reverse<Head>>,
    /// Where the waiting row of a task lies, by the task's id.
    waiting: HashMap<String, (u64, u32)>,
    /// The number of the next sheet.
    next: u64,
}

/// A page.
struct Sheet {
    /// Its rows after the one that is among the heads, in order.
    rows: std::vec::IntoIter<u32>,
    /// Rows that a later page replaced.
    gone: HashSet<u32>,
    /// How many rows still wait.
    left: usize,
}

/// The first row of a page.
pub(super) struct Head {
    /// Which source the page is of.
    pub(super) source: usize,
    /// The page.
    pub(super) table: Rc<TaskTable>,
    /// The row.
    pub(super) row: u32,
    sheet: u64,
    sort: Rc<Sort>,
}

impl Pile {
    pub(super) fn new(sort: Rc<Sort>) -> Self {
        Self {
            sort,
            sheets: BTreeMap::new(),
            heads: BinaryHeap::new(),
            waiting: HashMap::new(),
            next: 0,
        }
    }

    /// Lays a page on it: its rows that are to be given, by the ids of their tasks, none of which waits.
    pub(super) fn lay(&mut self, source: usize, table: TaskTable, rows: HashMap<String, u32>) {
        let left = rows.len();
        let in_order = table.arrange(rows.values().copied().collect(), Some(&self.sort), 0, left);
        let mut in_order = in_order.into_iter();
        let Some(row) = in_order.next() else { return };
        let sheet = self.next;
        self.next += 1;
        let placed = rows.into_iter().map(|(id, row)| (id, (sheet, row)));
        self.waiting.extend(placed);
        self.heads.push(Reverse(Head {
            source,
            table: Rc::new(table),
            row,
            sheet,
            sort: Rc::clone(&self.sort),
        }));
        let rest = Sheet {
            rows: in_order,
            gone: HashSet::new(),
            left,
        };
        self.sheets.insert(sheet, rest);
    }

    /// Takes out the row of a task, if one waits: a later one has come.
    pub(super) fn discard(&mut self, id: &str) {
        let Some((sheet, row)) = self.waiting.remove(id) else {
            return;
        };
        if let Some(held) = self.sheets.get_mut(&sheet) {
            held.gone.insert(row);
        }
        self.let_go(sheet);
    }

    /// The first row of all.
    pub(super) fn head(&mut self) -> Option<&Head> {
        while let Some(Reverse(head)) = self.heads.peek() {
            let sheet = self.sheets.get(&head.sheet);
            if sheet.is_some_and(|sheet| !sheet.gone.contains(&head.row)) {
                break;
            }
            if let Some(Reverse(head)) = self.heads.pop() {
                self.turn(&head);
            }
        }
        self.heads.peek().map(|Reverse(head)| head)
    }

    /// Takes the first row of all.
    pub(super) fn take(&mut self) -> Option<Head> {
        self.head()?;
        let Reverse(head) = self.heads.pop()?;
        if let Some(id) = head.table.id(head.row) {
            self.waiting.remove(&id);
        }
        self.turn(&head);
        self.let_go(head.sheet);
        Some(head)
    }

    /// How many pages are kept.
    #[cfg(test)]
    pub(super) fn pages(&self) -> usize {
        self.sheets.len()
    }

    /// Puts the row after this one among the heads.
    fn turn(&mut self, head: &Head) {
        let rows = self
            .sheets
            .get_mut(&head.sheet)
            .map(|sheet| &mut sheet.rows);
        let Some(row) = rows.and_then(Iterator::next) else {
            return;
        };
        self.heads.push(Reverse(Head {
            row,
            table: Rc::clone(&head.table),
            sort: Rc::clone(&head.sort),
            ..*head
        }));
    }

    /// Counts a row of a sheet as gone, and drops the sheet after its last one.
    fn let_go(&mut self, sheet: u64) {
        let Some(held) = self.sheets.get_mut(&sheet) else {
            return;
        };
        held.left = held.left.saturating_sub(1);
        if held.left == 0 {
            self.sheets.remove(&sheet);
        }
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = ((&*self.table, self.row), (&*other.table, other.row));
        // Of one task there may be a row that is gone besides the one that waits.
        compare_rows(a, b, &self.sort).then_with(|| self.sheet.cmp(&other.sheet))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}
