//! What is given after which page, told step by step.

use taskweave::platforms::Platform::{self, Accelo, Kickserv, SageIntacct, ZohoBooks};
use taskweave::weave::{Merged, PageMerger};

use crate::pages::{Row, merger, merger_of, page, push, row};

const NEWEST: &str = "updated_at DESC";
const A: (&str, Platform) = ("a", Accelo);
const B: (&str, Platform) = ("b", SageIntacct);
const Z: (&str, Platform) = ("z", ZohoBooks);

/// What was given, in short: `a:7`, and `a:7!` if late; then what is needed, or `done`.
fn shown(merged: &Merged) -> String {
    let tasks = merged.tasks.iter().map(|task| {
        let late = if task.is_late { "!" } else { "" };
        format!("{}:{}{late}", task.connection_id, task.platform_id)
    });
    let tasks: Vec<String> = tasks.collect();
    let rest = match merged.done {
        true => "done".to_owned(),
        false => format!("needs {}", merged.needs.join(",")),
    };
    format!("{} | {rest}", tasks.join(" "))
}

fn next(merger: &mut PageMerger) -> String {
    shown(&merger.next_tasks())
}

/// Rows of an id and a time each, named alike.
fn rows<const N: usize>(of: [(i64, i64); N]) -> Vec<Row> {
    of.map(|(id, updated)| row(id, updated, "x")).to_vec()
}

#[test]
fn nothing_is_done_at_once() {
    assert_eq!(next(&mut merger(&[], NEWEST, None, 50)), " | done");
}

#[test]
fn rows_come_out_up_to_the_lowest_frontier() {
    let mut merger = merger(&[A, B], NEWEST, None, 50);
    assert_eq!(next(&mut merger), " | needs a,b");
    push(&mut merger, A, &rows([(1, 90), (2, 70), (3, 50)]), false);
    assert_eq!(next(&mut merger), " | needs b");
    push(&mut merger, B, &rows([(1, 80), (2, 60)]), false);
    // Of the tie with the frontier `b` may have more, which come before it or after.
    assert_eq!(next(&mut merger), "a:1 b:1 a:2 | needs b");
    push(&mut merger, B, &rows([(3, 60), (4, 40)]), false);
    assert_eq!(next(&mut merger), "b:2 b:3 | needs a");
    push(&mut merger, A, &[], true);
    assert_eq!(next(&mut merger), "a:3 | needs b");
    push(&mut merger, B, &[], true);
    assert_eq!(next(&mut merger), "b:4 | done");
    assert_eq!(next(&mut merger), " | done");
}

#[test]
fn a_tie_between_sources_goes_by_connection() {
    let mut merger = merger(&[A, B], NEWEST, None, 50);
    push(&mut merger, B, &rows([(1, 50)]), false);
    push(&mut merger, A, &rows([(2, 50)]), false);
    // Whatever `a` has at 50 comes before `b`'s, but not in this order.
    assert_eq!(next(&mut merger), " | needs a");
    push(&mut merger, A, &rows([(1, 50), (3, 40)]), false);
    assert_eq!(next(&mut merger), "a:1 a:2 | needs b");
}

#[test]
fn the_limit_parts_what_there_is_to_give() {
    let mut merger = merger(&[A], NEWEST, None, 2);
    push(
        &mut merger,
        A,
        &rows([(5, 9), (4, 8), (3, 7), (2, 6), (1, 5)]),
        true,
    );
    assert_eq!(next(&mut merger), "a:5 a:4 | needs ");
    assert_eq!(next(&mut merger), "a:3 a:2 | needs ");
    assert_eq!(next(&mut merger), "a:1 | done");
}

#[test]
fn a_source_out_of_order_waits_for_its_last_page() {
    let mut merger = merger(&[A, B], NEWEST, None, 50);
    push(&mut merger, B, &rows([(1, 95), (2, 1)]), true);
    push(&mut merger, A, &rows([(1, 10), (2, 70)]), false);
    assert_eq!(next(&mut merger), " | needs a");
    push(&mut merger, A, &rows([(3, 90)]), false);
    assert_eq!(next(&mut merger), " | needs a");
    push(&mut merger, A, &[], true);
    assert_eq!(next(&mut merger), "b:1 a:3 a:2 a:1 b:2 | done");
}

#[test]
fn a_source_that_is_said_to_be_unordered_waits_even_if_it_looks_sorted() {
    let mut merger = merger_of(&[(A, false), (Z, false)], NEWEST, None, 50);
    push(&mut merger, A, &rows([(1, 9), (2, 8)]), false);
    assert_eq!(next(&mut merger), " | needs a");
    push(&mut merger, A, &rows([(3, 10)]), true);
    assert_eq!(next(&mut merger), "a:3 a:1 a:2 | needs z");
    push(&mut merger, Z, &rows([(1, 0)]), true);
    assert_eq!(next(&mut merger), "z:1 | done");
}

#[test]
fn what_comes_after_its_place_was_passed_is_given_and_marked() {
    let mut merger = merger(&[A, B], NEWEST, None, 50);
    push(&mut merger, A, &rows([(1, 90), (2, 70), (3, 50)]), false);
    push(&mut merger, B, &rows([(1, 80), (2, 30)]), true);
    assert_eq!(next(&mut merger), "a:1 b:1 a:2 | needs a");
    push(&mut merger, A, &rows([(4, 75), (5, 60), (6, 85)]), false);
    assert_eq!(next(&mut merger), "a:6! a:4! | needs a");
    push(&mut merger, A, &rows([(7, 100), (8, 65)]), true);
    assert_eq!(next(&mut merger), "a:7! a:8 a:5 a:3 b:2 | done");
}

#[test]
fn a_source_in_order_by_the_first_of_two_keys_lets_rows_out_by_that() {
    let mut merger = merger(&[A], "updated_at DESC, name", None, 50);
    let first = [
        row(1, 9, "c"),
        row(2, 9, "a"),
        row(3, 8, "b"),
        row(4, 8, "c"),
    ];
    push(&mut merger, A, &first, false);
    assert_eq!(next(&mut merger), "a:2 a:1 | needs a");
    push(&mut merger, A, &[row(5, 8, "a"), row(6, 7, "a")], false);
    assert_eq!(next(&mut merger), "a:5 a:3 a:4 | needs a");
}

#[test]
fn in_order_by_both_keys_it_lets_rows_out_by_both() {
    let mut merger = merger(&[A], "name, updated_at", None, 50);
    push(
        &mut merger,
        A,
        &[row(1, 1, "a"), row(2, 5, "a"), row(3, 9, "a")],
        false,
    );
    assert_eq!(next(&mut merger), "a:1 a:2 | needs a");
}

#[test]
fn nulls_are_last_both_ways() {
    for sort in ["updated_at DESC", "updated_at"] {
        let mut merger = merger(&[A, B], sort, None, 50);
        push(
            &mut merger,
            A,
            &[row(1, 5, "x"), row(2, None, "x"), row(3, None, "x")],
            false,
        );
        push(&mut merger, B, &[row(1, 5, "x"), row(2, None, "x")], false);
        assert_eq!(next(&mut merger), "a:1 b:1 | needs a", "{sort}");
        push(&mut merger, A, &[], true);
        assert_eq!(next(&mut merger), "a:2 a:3 | needs b", "{sort}");
        push(&mut merger, B, &[], true);
        assert_eq!(next(&mut merger), "b:2 | done", "{sort}");
    }
}

#[test]
fn a_null_before_a_time_is_out_of_order() {
    let mut merger = merger(&[A], NEWEST, None, 50);
    push(
        &mut merger,
        A,
        &[row(1, None, "x"), row(2, 5, "x"), row(3, 4, "x")],
        false,
    );
    assert_eq!(next(&mut merger), " | needs a");
    push(&mut merger, A, &[], true);
    assert_eq!(next(&mut merger), "a:2 a:3 a:1 | done");
}

#[test]
fn a_source_that_never_has_the_key_is_needed_last() {
    let mut merger = merger(&[Z, A], NEWEST, None, 50);
    assert_eq!(next(&mut merger), " | needs a");
    push(&mut merger, A, &[row(1, 5, "x"), row(2, 4, "x")], false);
    assert_eq!(next(&mut merger), "a:1 | needs a");
    push(&mut merger, A, &[row(3, None, "x")], true);
    // `a` comes before `z`, so that its undated row needs none of `z`.
    assert_eq!(next(&mut merger), "a:2 a:3 | needs z");
    push(
        &mut merger,
        Z,
        &[row(9, None, "b"), row(8, None, "a")],
        false,
    );
    assert_eq!(next(&mut merger), " | needs z");
    push(&mut merger, Z, &[], true);
    assert_eq!(next(&mut merger), "z:8 z:9 | done");
}

#[test]
fn undated_rows_of_a_later_connection_wait_for_such_a_source() {
    let (late, early) = (("y", Accelo), ("b", ZohoBooks));
    let mut merger = merger(&[late, early], NEWEST, None, 50);
    push(
        &mut merger,
        late,
        &[row(1, 5, "x"), row(2, None, "x")],
        true,
    );
    assert_eq!(next(&mut merger), "y:1 | needs b");
    push(&mut merger, early, &[row(3, None, "x")], true);
    assert_eq!(next(&mut merger), "b:3 y:2 | done");
}

#[test]
fn a_source_of_which_nothing_can_match_is_never_needed() {
    let mut merger = merger(&[A, B, Z], NEWEST, Some(r#"platform = "ACCELO""#), 50);
    assert_eq!(next(&mut merger), " | needs a");
    push(&mut merger, B, &rows([(1, 99)]), false);
    push(&mut merger, A, &rows([(1, 5), (2, 4)]), true);
    assert_eq!(next(&mut merger), "a:1 a:2 | done");
    let mut merger = self::merger(&[B], NEWEST, Some(r#"platform = "ACCELO""#), 50);
    assert_eq!(next(&mut merger), " | done");
}

#[test]
fn rows_that_do_not_match_move_the_frontier_too() {
    let mut merger = merger(&[A, B], NEWEST, Some(r#"name = "y""#), 50);
    push(&mut merger, A, &[row(1, 9, "y"), row(2, 1, "x")], false);
    push(&mut merger, B, &[row(1, 8, "y"), row(2, 2, "x")], false);
    assert_eq!(next(&mut merger), "a:1 b:1 | needs b");
}

#[test]
fn a_sort_by_what_all_rows_of_a_source_have_takes_one_source_after_the_other() {
    for sort in ["connection_id, name", "platform, name"] {
        let mut merger = merger(&[B, A], sort, None, 50);
        assert_eq!(next(&mut merger), " | needs a", "{sort}");
        push(&mut merger, A, &[row(1, 1, "a"), row(2, 1, "b")], false);
        assert_eq!(next(&mut merger), "a:1 | needs a", "{sort}");
        push(&mut merger, A, &[], true);
        assert_eq!(next(&mut merger), "a:2 | needs b", "{sort}");
    }
}

#[test]
fn pages_may_overlap() {
    let mut merger = merger(&[A], NEWEST, None, 50);
    push(&mut merger, A, &rows([(1, 9), (2, 8), (3, 7)]), false);
    assert_eq!(next(&mut merger), "a:1 a:2 | needs a");
    push(&mut merger, A, &rows([(2, 8), (3, 7), (4, 6)]), false);
    assert_eq!(next(&mut merger), "a:3 | needs a");
    push(
        &mut merger,
        A,
        &rows([(1, 9), (2, 8), (3, 7), (4, 6)]),
        true,
    );
    assert_eq!(next(&mut merger), "a:4 | done");
}

#[test]
fn the_later_of_two_readings_counts_while_neither_was_given() {
    let mut merger = merger(&[A], NEWEST, None, 50);
    push(&mut merger, A, &[row(1, 9, "old"), row(2, 8, "x")], false);
    push(&mut merger, A, &[row(2, 8, "y"), row(1, 7, "new")], true);
    let merged = merger.next_tasks();
    assert_eq!(shown(&merged), "a:2 a:1 | done");
    let names: Vec<&str> = merged.tasks.iter().map(|task| task.name.as_str()).collect();
    assert_eq!(names, ["y", "new"]);
    // On one page too; and what matches no more is not given.
    let mut merger = self::merger(&[A], NEWEST, Some(r#"name != "gone""#), 50);
    push(
        &mut merger,
        A,
        &[row(1, 9, "a"), row(1, 8, "b"), row(2, 7, "c")],
        false,
    );
    push(&mut merger, A, &[row(2, 6, "gone")], true);
    let merged = merger.next_tasks();
    assert_eq!(
        (shown(&merged).as_str(), merged.tasks[0].name.as_str()),
        ("a:1 | done", "b")
    );
}

#[test]
fn a_task_that_was_given_comes_again_only_if_it_moved() {
    let mut merger = merger(&[A], NEWEST, None, 50);
    push(&mut merger, A, &rows([(1, 9), (2, 8), (3, 7)]), false);
    assert_eq!(next(&mut merger), "a:1 a:2 | needs a");
    push(
        &mut merger,
        A,
        &[row(1, 9, "changed"), row(2, 6, "moved on"), row(4, 5, "x")],
        false,
    );
    assert_eq!(next(&mut merger), "a:3 a:2 | needs a");
    // Back where it was given before, and to a place that was passed.
    push(
        &mut merger,
        A,
        &[row(1, 9, "again"), row(2, 20, "moved back")],
        true,
    );
    assert_eq!(next(&mut merger), "a:2! a:4 | done");
}

#[test]
fn one_platform_id_under_two_projects_is_two_tasks() {
    let mut merger = merger(&[Z], "name", None, 50);
    for project in ["7", "8"] {
        let text = String::from_utf8(page(ZohoBooks, &[row(1, None, "x")])).unwrap();
        let text = text.replace(
            r#""project_id":"7""#,
            &format!(r#""project_id":"{project}""#),
        );
        merger.push("z", text.into_bytes(), project == "8").unwrap();
    }
    let merged = merger.next_tasks();
    assert_eq!(shown(&merged), "z:1 z:1 | done");
    assert!(merged.tasks[0].id != merged.tasks[1].id);
}

#[test]
fn platforms_of_every_kind_are_one_list() {
    let sources = [("k", Kickserv), B, A, Z];
    let mut merger = merger(&sources, "name", None, 3);
    for (at, source) in sources.into_iter().enumerate() {
        let names = ["a", "b", "c", "d"];
        let rows = [row(1, 1, names[at]), row(2, 2, "y"), row(3, None, "z")];
        push(&mut merger, source, &rows, true);
    }
    assert_eq!(next(&mut merger), "k:1 b:1 a:1 | needs ");
    assert_eq!(next(&mut merger), "z:1 a:2 b:2 | needs ");
    assert_eq!(next(&mut merger), "k:2 z:2 a:3 | needs ");
    assert_eq!(next(&mut merger), "b:3 k:3 z:3 | done");
}
