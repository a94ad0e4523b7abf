//! Tasks as one text that JavaScript cuts up: a string that it makes of the module's bytes costs it
//! several times what a slice of a string does that it has.

use super::words::Dictionary;
use super::{Task, TaskTable};
use crate::platforms::Platform;
use crate::task::{Status, Timestamp};

/// Tasks without details and `platform_data`, laid down for `src/js/objects.js`.
#[derive(Default)]
pub(crate) struct Cuts {
    /// What tasks have for themselves, one after the other: ids, names, times.
    text: String,
    /// How many UTF-16 units the text has.
    units: u32,
    /// Ten of each task, see `objects.js`.
    numbers: Vec<u32>,
    /// What many tasks have in common.
    words: Dictionary,
    source: Option<Source>,
}

/// The source of the task before, which mostly is that of the next one.
struct Source {
    platform: Platform,
    connection_id: String,
    synced_at: Timestamp,
    words: [u32; 3],
}

/// What of a task goes across.
struct Seen<'a> {
    id: &'a str,
    platform_id: &'a str,
    name: &'a str,
    status: Status,
    created_at: Option<Timestamp>,
    updated_at: Option<Timestamp>,
    last_synced_at: Timestamp,
    platform_status: Option<&'a str>,
    platform: Platform,
    connection_id: &'a str,
}

impl Cuts {
    /// Appends a row of a table. `None` if there is no such row.
    pub(crate) fn row(&mut self, table: &TaskTable, row: u32) -> Option<()> {
        let at = row as usize;
        let source = table.source_of(at)?;
        self.push(&Seen {
            id: &table.id(row)?,
            platform_id: table.platform_id.get(at)?,
            name: table.name.get(at)?,
            status: table.status_of(at)?,
            created_at: table.created_at.get(at).and_then(Timestamp::from_millis),
            updated_at: table.updated_at.get(at).and_then(Timestamp::from_millis),
            last_synced_at: source.synced_at,
            platform_status: table.platform_status.get(at),
            platform: source.platform,
            connection_id: &source.connection_id,
        })
    }

    /// Appends a task. `None` if it has what others have not.
    pub(crate) fn task(&mut self, task: &Task) -> Option<()> {
        let is_plain = task.details.is_none()
            && task.platform_data.is_none()
            && task.platform_url.is_none()
            && !task.is_late;
        self.push(&is_plain.then_some(Seen {
            id: &task.id,
            platform_id: &task.platform_id,
            name: &task.name,
            status: task.status,
            created_at: task.created_at,
            updated_at: task.updated_at,
            last_synced_at: task.last_synced_at,
            platform_status: task.platform_status.as_deref(),
            platform: task.platform,
            connection_id: &task.connection_id,
        })?)
    }

    /// What is to be cut up.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where it is to be cut, and which words go between.
    pub(crate) fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    /// The words from a number on: they stay when the rest is cleared.
    pub(crate) fn words(&self, from: u32) -> impl Iterator<Item = &str> {
        (from..).map_while(|number| self.words.get(number))
    }

    /// Forgets the tasks.
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.numbers.clear();
        self.units = 0;
    }

    /// Appends a task. `None` for more text than a string can have.
    fn push(&mut self, task: &Seen<'_>) -> Option<()> {
        let [platform, connection, synced] = self.source(task)?;
        let status = self.words.number(task.status.as_str())?;
        let platform_status = match task.platform_status {
            Some(word) => self.words.number(word)?.checked_add(1)?,
            None => 0,
        };
        for text in [task.id, task.platform_id, task.name] {
            self.cut(text)?;
        }
        for time in [task.created_at, task.updated_at] {
            match time {
                Some(time) => self.cut(time.text().as_str())?,
                None => self.cut("")?,
            }
        }
        let words = [status, platform_status, platform, connection, synced];
        self.numbers.extend(words);
        Some(())
    }

    fn cut(&mut self, text: &str) -> Option<()> {
        let units = match text.is_ascii() {
            true => text.len(),
            false => text.chars().map(char::len_utf16).sum(),
        };
        self.text.push_str(text);
        self.units = self.units.checked_add(u32::try_from(units).ok()?)?;
        self.numbers.push(self.units);
        Some(())
    }

    fn source(&mut self, task: &Seen<'_>) -> Option<[u32; 3]> {
        let known = self.source.as_ref().filter(|source| {
            source.synced_at == task.last_synced_at
                && source.platform == task.platform
                && source.connection_id == task.connection_id
        });
        if let Some(source) = known {
            return Some(source.words);
        }
        let words = [
            self.words.number(task.platform.as_str())?,
            self.words.number(task.connection_id)?,
            self.words.number(task.last_synced_at.text().as_str())?,
        ];
        self.source = Some(Source {
            platform: task.platform,
            connection_id: task.connection_id.to_owned(),
            synced_at: task.last_synced_at,
            words,
        });
        Some(words)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::platforms::Expansion;
    use crate::table::IngestOptions;
    use crate::task::StatusMap;

    /// What `objects.js` does, in JSON.
    fn put_together(cuts: &Cuts, words: &[String]) -> Vec<Value> {
        let text: Vec<u16> = cuts.text().encode_utf16().collect();
        let mut start = 0;
        let mut tasks = Vec::new();
        for numbers in cuts.numbers().chunks(10) {
            let mut next = |at: usize| {
                let end = numbers[at] as usize;
                let text = String::from_utf16(&text[start..end]).unwrap();
                start = end;
                text
            };
            let texts = [0, 1, 2, 3, 4].map(&mut next);
            let [id, platform_id, name, created_at, updated_at] = texts;
            let time = |text: String| Some(text).filter(|text| !text.is_empty());
            let word = |at: usize| &words[numbers[at] as usize];
            let platform_status = numbers[6].checked_sub(1).map(|at| &words[at as usize]);
            tasks.push(json!({
                "id": id, "platform_id": platform_id, "name": name, "status": word(5),
                "created_at": time(created_at), "updated_at": time(updated_at),
                "last_synced_at": word(9), "platform_url": null, "platform_status": platform_status,
                "platform": word(7), "connection_id": word(8),
            }));
        }
        tasks
    }

    fn hostile() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z]{0,20}",
            "\\PC{0,12}",
            Just("\u{feff}\u{0}\"\\\u{1f}\u{2028}".to_owned()),
            Just("🚧é現\u{10ffff}".to_owned()),
            Just(String::new()),
        ]
    }

    proptest! {
        #[test]
        fn tasks_that_are_cut_are_those_of_json(
            rows in prop::collection::vec(
                (hostile(), hostile(), proptest::option::of(0i64..4_000_000_000), any::<bool>()),
                1..40,
            ),
            at_once in 1usize..20,
        ) {
            let list: Vec<Value> = rows.iter().enumerate().map(|(at, (name, standing, updated, is_lone))| {
                let mut row = Map::new();
                row.insert("id".to_owned(), (at + 1).to_string().into());
                row.insert("title".to_owned(), match is_lone {
                    true => format!("{name}LONE").into(),
                    false => name.as_str().into(),
                });
                row.insert("standing".to_owned(), standing.as_str().into());
                row.insert("date_modified".to_owned(), updated.map(|s| s.to_string()).into());
                row.into()
            }).collect();
            // serde_json writes no lone surrogates.
            let page = json!({ "response": list }).to_string().replace("LONE", "\\ud83d");
            let mut table = TaskTable::new();
            for (connection_id, millis) in [("one", 0), ("two", 1_700_000_000_123)] {
                table.ingest(Platform::Accelo, page.clone().into_bytes(), &IngestOptions {
                    connection_id,
                    status_map: &StatusMap::default(),
                    synced_at: Timestamp::from_millis(millis).unwrap(),
                    keep: false,
                    upsert: false,
                }).unwrap();
            }
            let all: Vec<u32> = (0..u32::try_from(table.len()).unwrap()).rev().collect();
            let tasks: Vec<Task> = all.iter().map(|row| table.task(*row, Expansion::default()).unwrap()).collect();
            let wanted: Vec<Value> = tasks.iter().map(|task| serde_json::to_value(task).unwrap()).collect();
            for is_row in [true, false] {
                let (mut cuts, mut words, mut made) = (Cuts::default(), Vec::new(), Vec::new());
                for some in (0..all.len()).collect::<Vec<_>>().chunks(at_once) {
                    for at in some {
                        match is_row {
                            true => cuts.row(&table, all[*at]).unwrap(),
                            false => cuts.task(&tasks[*at]).unwrap(),
                        }
                    }
                    let from = u32::try_from(words.len()).unwrap();
                    words.extend(cuts.words(from).map(str::to_owned));
                    made.extend(put_together(&cuts, &words));
                    cuts.clear();
                }
                prop_assert_eq!(&made, &wanted);
            }
        }
    }

    #[test]
    fn what_has_more_members_is_not_cut() {
        let page = br#"{"response": [{"id": "1", "title": "a"}]}"#;
        let mut table = TaskTable::new();
        let options = IngestOptions {
            connection_id: "one",
            status_map: &StatusMap::default(),
            synced_at: Timestamp::default(),
            keep: true,
            upsert: false,
        };
        table
            .ingest(Platform::Accelo, page.to_vec(), &options)
            .unwrap();
        let plain = table.task(0, Expansion::default()).unwrap();
        let late = Task {
            is_late: true,
            ..plain.clone()
        };
        let expanded = |details, platform_data| {
            let expand = Expansion {
                details,
                platform_data,
            };
            table.task(0, expand).unwrap()
        };
        let mut cuts = Cuts::default();
        for task in [late, expanded(true, false), expanded(false, true)] {
            assert_eq!(cuts.task(&task), None);
        }
        assert_eq!(cuts.row(&table, 1), None);
        assert!(cuts.text().is_empty() && cuts.numbers().is_empty());
        assert_eq!(cuts.task(&plain), Some(()));
        assert_eq!(cuts.row(&table, 0), Some(()));
    }
}
