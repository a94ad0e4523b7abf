//! What a draft writes is what is read back.

use crate::platforms::fixtures;
use proptest::prelude::*;

use super::*;

/// The row that Accelo would show of a task written by a form.
fn row_of(form: &BTreeMap<String, String>) -> Value {
    let mut row = json!({"id": "501"});
    for (name, value) in form {
        let shown = if name == "assignee_id" {
            "assignee"
        } else {
            name
        };
        row[shown] = json!(value);
    }
    row
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z &+=%,()]{1,20}",
        Just("é\r\n設計 🔍".to_owned())
    ]
}

prop_compose! {
    fn drafts()(
        name in texts().prop_filter("a title", |text| !text.trim().is_empty()),
        description in texts(),
        start in 1..4_000_000_000_i64,
        due in prop::option::of(1..4_000_000_000_i64),
        assignee in prop::option::of(1..u64::MAX),
        kind in prop::sample::select(vec!["", "companies/", "issues/", "components/", "prospects/"]),
        against in 1..u64::MAX,
    ) -> Value {
        let time = |second| Timestamp::from_seconds_saturating(second).to_string();
        json!({
            "name": name, "description": description, "start_at": time(start), "due_at": due.map(time),
            "assignees": assignee.map(|id| json!([id.to_string()])).unwrap_or_default(),
            "project": format!("{kind}{against}"),
        })
    }
}

proptest! {
    #[test]
    fn what_a_draft_writes_is_read_back(given in drafts()) {
        let request = connection().create(draft(given.clone()).changes()).unwrap();
        let raw = row_of(&form(&request)).to_string();
        let context = PageContext::default();
        let row = fixtures::row(&TaskReader, &raw, &context).unwrap();
        let details = TaskReader.details(&raw, &context);
        prop_assert_eq!(row.name.as_ref(), given["name"].as_str().unwrap());
        let text = given["description"].as_str().filter(|text| !text.is_empty());
        prop_assert_eq!(details.description.as_deref(), text);
        let time = |time: Option<Timestamp>| time.map(|time| time.to_string());
        prop_assert_eq!(json!(time(details.start_at)), given["start_at"].clone());
        prop_assert_eq!(json!(time(details.due_at)), given["due_at"].clone());
        let people = details.assignees.unwrap_or_default();
        let people: Vec<&str> = people.iter().map(|person| person.id.as_str()).collect();
        let asked: Vec<&str> = given["assignees"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        prop_assert_eq!(people, asked);
        prop_assert_eq!(details.project.unwrap().id, given["project"].as_str().unwrap());
    }
}
