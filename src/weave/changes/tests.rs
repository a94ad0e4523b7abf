use super::*;
use crate::error::Code;
use crate::http::Secret;
use crate::platforms::Platform;
use crate::table::Task;
use crate::task::Status;

const START: i64 = 1_700_000_000;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(START * 1000 + millis).unwrap()
}

fn task(id: usize, millis: i64) -> Task {
    Task {
        id: format!("task-{id}"),
        platform_id: id.to_string(),
        name: "Roof".to_owned(),
        status: Status::Planned,
        created_at: None,
        updated_at: Some(at(millis)),
        last_synced_at: at(0),
        platform_url: None,
        platform_status: None,
        platform: Platform::Accelo,
        connection_id: "a".to_owned(),
        details: None,
        platform_data: None,
        is_late: false,
    }
}

fn place(millis: i64, connection: &str) -> Position {
    let id = "90300000072369001".to_owned();
    Position {
        keys: vec![PositionKey::Int(at(millis).millis())],
        tie: Some(Tie(connection.to_owned(), id, None)),
    }
}

fn seal() -> Seal {
    Seal::new(vec![Secret::new("k".repeat(32))], None).unwrap()
}

struct Of<'a>(Fingerprint, &'a [&'a str], Expansion);

impl<'a> Of<'a> {
    fn new(filter: &str, ids: &'a [&'a str]) -> Self {
        Self(
            Fingerprint::new(filter, "changes", ids),
            ids,
            Expansion::default(),
        )
    }

    fn bound(&self) -> Bound<'_> {
        Bound {
            fingerprint: &self.0,
            connections: self.1,
            expand: self.2,
        }
    }
}

fn between(frontiers: &Frontiers, made: &Of<'_>, read: &Of<'_>) -> Result<Frontiers> {
    let text = frontiers.clone().encode(&seal(), made.bound(), at(0));
    assert!(text.len() <= MAX_LENGTH, "{}", text.len());
    Frontiers::decode(&seal(), &text, read.bound(), at(0))
}

/// Three connections at three kinds of places.
fn frontiers() -> Frontiers {
    let ids = ["a", "b", "c"];
    let mut all = Frontiers::from_second(START, ids.into_iter());
    all.began = Some(at(1).millis());
    all.reached = Some(place(5, "b"));
    let mut change = |id: &str, step| {
        let frontier = all.by_connection.get_mut(id).unwrap();
        frontier.began = Some(at(-3).millis());
        frontier.step = step;
        frontier.given.add(&task(1, 0));
        frontier.given.add(&task(2, 999));
        // More seconds than seven bits hold.
        frontier.given.add(&task(3, 20_000_000));
    };
    change("a", Step::After(place(5, "b")));
    change("b", Step::After(place(7, "b")));
    all.by_connection
        .get_mut("c")
        .unwrap()
        .see(Some(START * 1000 + 9), at(9));
    all
}

#[test]
fn a_cursor_reads_back() {
    let of = Of::new("", &["c", "a", "b"]);
    let again = Of::new("", &["a", "b", "c"]);
    assert_eq!(between(&frontiers(), &of, &again).unwrap(), frontiers());
}

#[test]
fn a_cursor_of_another_request_is_refused() {
    let of = Of::new("", &["a", "b", "c"]);
    for other in [Of::new("x", &["a", "b", "c"]), Of::new("", &["a", "b"])] {
        let error = between(&frontiers(), &of, &other).unwrap_err();
        assert_eq!(error.code, Code::CursorMismatch);
    }
}

#[test]
fn with_other_fields_no_version_is_known() {
    let of = Of::new("", &["a", "b", "c"]);
    let mut wider = Of::new("", &["a", "b", "c"]);
    wider.2.details = true;
    let back = between(&frontiers(), &of, &wider).unwrap();
    assert!(!back.by_connection["a"].given.has(&task(1, 0)));
    assert!(back.by_connection["a"].may_repeat());
    assert!(!back.by_connection["c"].may_repeat());
}

#[test]
fn what_no_cursor_holds_is_refused() {
    let of = Of::new("", &["a"]);
    let code = |frontiers: serde_json::Value| {
        let body = serde_json::json!({"f": of.0, "c": frontiers});
        let text = seal().close(Kind::Changes, &body, at(0));
        Frontiers::decode(&seal(), &text, of.bound(), at(0)).map_err(|error| error.code)
    };
    assert!(code(serde_json::json!([[0, 7, null, null, null, null, 0, ""]])).is_ok());
    for wrong in [
        serde_json::json!([[1, 7, null, null, null, null, 0, ""]]),
        serde_json::json!([[0, i64::MAX, null, null, null, null, 0, ""]]),
        serde_json::json!([[0, 7, i64::MAX, null, null, null, 0, ""]]),
        serde_json::json!([[0, 7, null, i64::MIN, null, null, 0, ""]]),
        serde_json::json!([[0, 7, null, null, i64::MAX, null, 0, ""]]),
        serde_json::json!([[0, 7, null, null, null, null, 1, ""]]),
        serde_json::json!([[0, 7, null, null, null, null, 3, ""]]),
        serde_json::json!([[0, 7, null, null, null, null, [i64::MAX, null], ""]]),
        serde_json::json!([[0, 7, null, null, null, null, [7, [1, "7", null]], ""]]),
        serde_json::json!([[0, 7, null, null, null, null, 0, "?"]]),
        serde_json::json!([[0, 7, null, null, null, null, 0, "AAAA"]]),
        serde_json::json!([[0, 7, null, null, null, null, 0, "/////////////////////w"]]),
        serde_json::json!({}),
    ] {
        assert_eq!(code(wrong.clone()), Err(Code::CursorInvalid), "{wrong}");
    }
}

#[test]
fn the_next_reading_starts_at_the_latest_time_less_overlap_and_duration() {
    let settled = |latest: Option<i64>, began: i64, ended: i64, overlap_ms: i64| {
        let mut frontier = Frontier::new(START);
        frontier.began = Some(at(began).millis());
        frontier.see(latest.map(|millis| at(millis).millis()), at(ended));
        frontier.settle(overlap_ms, at(ended));
        frontier.start - START
    };
    assert_eq!(settled(None, 0, 0, 60_000), 0);
    assert_eq!(settled(Some(100_999), 0, 0, 60_000), 40);
    // Never before where it started: all of that was there at the reading before.
    assert_eq!(settled(Some(59_999), 0, 0, 60_000), 0);
    assert_eq!(settled(Some(100_999), 0, 0, 0), 100);
    assert_eq!(settled(Some(100_999), 0, 2_000, 0), 98);
    // A clock that was set back measures nothing.
    assert_eq!(settled(Some(100_999), 2_000, 0, 0), 0);
    // A time that no clock can have shown yet.
    assert_eq!(settled(Some(A_DAY_MS), 0, 0, 0), 86_400);
    assert_eq!(settled(Some(A_DAY_MS + 1), 0, 0, 0), 0);
}

#[test]
fn what_lies_before_the_next_reading_is_let_go() {
    let mut frontier = Frontier::new(START);
    for (id, millis) in [(1, 0), (2, 40_000), (3, 100_000)] {
        frontier.given.add(&task(id, millis));
    }
    frontier.see(Some(at(100_000).millis()), at(0));
    frontier.settle(60_000, at(0));
    assert_eq!(frontier.step, Step::Done);
    assert_eq!(frontier.given.len(), 2);
    assert!(frontier.given.has(&task(2, 40_000)));
    assert!(!frontier.may_repeat());
}

#[test]
fn a_version_is_the_task_as_it_is_given() {
    let mut given = Given::default();
    given.add(&task(1, 0));
    let later = Task {
        last_synced_at: at(9),
        is_late: true,
        ..task(1, 0)
    };
    assert!(given.has(&later));
    let in_the_same_second = Task {
        name: "Loft".to_owned(),
        ..task(1, 0)
    };
    assert!(!given.has(&in_the_same_second));
    assert!(!given.has(&task(1, 1)));
    assert!(!given.has(&task(2, 0)));
}

#[test]
fn the_newest_are_remembered_and_a_kibibyte_is_enough() {
    let mut all = Frontiers::from_second(START, std::iter::once("a"));
    let frontier = all.by_connection.get_mut("a").unwrap();
    for id in 0..500 {
        frontier.given.add(&task(id, id as i64 * 1000));
    }
    let of = Of::new("", &["a"]);
    let back = between(&all, &of, &of).unwrap();
    let frontier = &back.by_connection["a"];
    let kept = frontier.given.len();
    println!("one connection: {kept} versions are remembered");
    assert!((30..60).contains(&kept), "{kept}");
    for id in 500 - kept..500 {
        assert!(frontier.given.has(&task(id, id as i64 * 1000)), "{id}");
    }
    assert!(frontier.may_repeat());
    // Once the reading starts beyond what was forgotten, nothing is given twice.
    let mut later = frontier.clone();
    later.see(Some(at(560_000).millis()), at(0));
    later.settle(60_000, at(0));
    assert!(!later.may_repeat());
}

#[test]
fn eight_connections_fit_into_a_kibibyte() {
    let ids: Vec<String> = (0..8).map(|i| format!("{i}{}", "x".repeat(63))).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let of = Of::new("", &ids);
    for lagging in [0, 4] {
        let mut all = Frontiers::from_second(START, ids.iter().copied());
        all.began = Some(at(0).millis());
        all.reached = Some(place(1_000_000, ids[7]));
        for (i, frontier) in all.by_connection.values_mut().enumerate() {
            let millis = if i < lagging { i as i64 } else { 1_000_000 };
            frontier.began = Some(at(2_000_000).millis());
            frontier.see(Some(at(1_500_000).millis()), at(0));
            let connection = if i < lagging { ids[i] } else { ids[7] };
            frontier.step = Step::After(place(millis, connection));
            for id in 0..100 {
                frontier.given.add(&task(id, id as i64 * 1000));
            }
        }
        let text = all.encode(&seal(), of.bound(), at(0));
        println!(
            "eight connections, {lagging} of them lagging: {} bytes",
            text.len()
        );
        assert!(text.len() <= MAX_LENGTH, "{}", text.len());
        let back = Frontiers::decode(&seal(), &text, of.bound(), at(0)).unwrap();
        let unsure = |frontier: &Frontier| frontier.given.is_unsure_from(START);
        assert!(back.by_connection.values().all(unsure));
    }
}

#[test]
fn what_changed_at_once_is_known_as_a_whole() {
    let mut all = Frontiers::from_second(START, std::iter::once("a"));
    let frontier = all.by_connection.get_mut("a").unwrap();
    let at_once = |from: usize, to: usize| (from..to).map(|id| task(id, id as i64));
    let beside = |id: usize| task(id, 5_000 + id as i64 * 1000);
    for task in at_once(0, 500).chain((0..10).map(beside)) {
        frontier.given.add(&task);
    }
    let of = Of::new("", &["a"]);
    let given = between(&all, &of, &of).unwrap().by_connection["a"]
        .given
        .clone();
    assert_eq!(given.len(), 11);
    assert!(!given.is_unsure_from(START));
    assert!((0..10).map(beside).all(|task| given.has(&task)));
    let (known, changed) = given.known_seconds(at_once(0, 500));
    assert!(known.contains(&START) && changed.is_empty());
    let edited = Task {
        name: "Loft".to_owned(),
        ..task(7, 7)
    };
    let others = [
        at_once(0, 499).collect::<Vec<_>>(),
        at_once(0, 501).collect(),
        at_once(0, 7)
            .chain(at_once(8, 500))
            .chain([edited])
            .collect(),
    ];
    for other in others {
        let (known, changed) = given.known_seconds(other.into_iter());
        assert!(known.is_empty() && changed.contains(&START));
    }
    let mut doubted = given;
    doubted.doubt(START);
    assert!(!doubted.has_sum(START) && doubted.is_unsure_from(START));
    assert!(!doubted.is_unsure_from(START + 1));
}

#[test]
fn a_second_of_which_more_is_to_come_grows() {
    let mut all = Frontiers::from_second(START, std::iter::once("a"));
    let frontier = all.by_connection.get_mut("a").unwrap();
    let place = |millis| Position::before(Some(at(millis)));
    let of = Of::new("", &["a"]);
    let tasks = |from: usize, to: usize| (from..to).map(|id| task(id, id as i64));
    tasks(0, 100).for_each(|task| frontier.given.add(&task));
    frontier.go_on(Some(place(99)));
    let mut all = between(&all, &of, &of).unwrap();
    let frontier = all.by_connection.get_mut("a").unwrap();
    assert!(frontier.given.has_sum(START));
    let (known, changed) = frontier.given.known_seconds(tasks(0, 200));
    assert!(known.is_empty() && changed.is_empty());
    tasks(100, 200).for_each(|task| frontier.given.add(&task));
    frontier.go_on(Some(place(1000)));
    let given = between(&all, &of, &of).unwrap().by_connection["a"]
        .given
        .clone();
    assert_eq!(given.len(), 1);
    assert!(given.known_seconds(tasks(0, 200)).0.contains(&START));
    assert!(given.known_seconds(tasks(0, 100)).1.contains(&START));
    assert!(!given.is_unsure_from(START));
}

#[test]
fn what_comes_again_within_an_open_second_is_not_mixed_with_what_is_new() {
    let mut given = Given::default();
    (0..9).for_each(|id| given.add(&task(id, id as i64)));
    given.settle(START);
    given.add(&task(9, 9));
    given.shrink(4, Some(START));
    assert!(!given.has_sum(START) && given.is_unsure_from(START));
    given.shrink(4, Some(START + 1));
    assert!(given.has_sum(START));
}
