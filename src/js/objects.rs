//! Tasks as JavaScript objects.

use js_sys::{Array, Reflect};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::convert::to_js;
use crate::table::{Cuts, Task, TaskTable};

/// Tasks whose texts go across as one string. A slice of a string keeps all of it alive, so a task, or
/// one name out of it, keeps the texts of so many tasks and not those of all: about 2 KB. Whole tasks
/// take as much memory as those that JSON is parsed into, half as much again beyond ASCII. 50 objects take 36 µs by 16 at once, 35 by
/// 1,024 and 44 by one; 1,000 take 643, 523 and 701 (least of 41 in one run; Node 20).
const AT_ONCE: usize = 16;

#[wasm_bindgen(module = "/src/js/objects.js")]
extern "C" {
    #[wasm_bindgen(js_name = appendTasks)]
    fn append_tasks(tasks: &Array, words: &Array, text: &str, numbers: &[u32]);
}

/// Rows of a table, without what can be expanded; `Err` is the first that is not there.
///
/// 50 objects take 36 µs, 1,000 take 643; one JSON text for all, parsed by the engine, took 193 and 3,884
/// in the same run, and as many objects made by JavaScript out of objects that it holds 80 and 1,453.
/// Beyond ASCII it is 39 and 827 against 221 and 5,345 (least of 41; Node 20).
pub(super) fn rows_to_js(table: &TaskTable, rows: &[u32]) -> std::result::Result<Array, u32> {
    laid(rows, |cuts, row| cuts.row(table, *row).ok_or(*row))
}

/// Tasks as JavaScript data.
pub(super) fn tasks_to_js(tasks: &[Task]) -> std::result::Result<JsValue, JsValue> {
    match laid(tasks, |cuts, task| cuts.task(task).ok_or(())) {
        Ok(tasks) => Ok(tasks.into()),
        // Details and `platform_data` are objects of any shape: JSON is their way.
        Err(()) => to_js(&tasks),
    }
}

/// What has tasks among its members, as JavaScript data. `rest` is the same with an empty list of them.
pub(super) fn with_tasks(
    rest: &impl Serialize,
    tasks: &[Task],
) -> std::result::Result<JsValue, JsValue> {
    put(&to_js(rest)?, &tasks_to_js(tasks)?)
}

/// Puts tasks in the place of the list that an object has.
pub(super) fn put(object: &JsValue, tasks: &JsValue) -> std::result::Result<JsValue, JsValue> {
    Reflect::set(object, &"tasks".into(), tasks)?;
    Ok(object.clone())
}

fn laid<T, E>(
    all: &[T],
    mut lay: impl FnMut(&mut Cuts, &T) -> std::result::Result<(), E>,
) -> std::result::Result<Array, E> {
    let (tasks, words) = (Array::new(), Array::new());
    let mut cuts = Cuts::default();
    for some in all.chunks(AT_ONCE) {
        for one in some {
            lay(&mut cuts, one)?;
        }
        for word in cuts.words(words.length()) {
            words.push(&JsValue::from_str(word));
        }
        append_tasks(&tasks, &words, cuts.text(), cuts.numbers());
        cuts.clear();
    }
    Ok(tasks)
}
