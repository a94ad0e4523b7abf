//! Random filters: reading and writing keep their meaning, and nothing panics.

use proptest::prelude::*;
use proptest::sample::select;

use super::super::*;
use super::read;

/// A value of a name: small pools, so that names meet.
fn argument(name: &'static str) -> BoxedStrategy<String> {
    let several = |pool: &'static [&'static str]| {
        prop::collection::vec(select(pool), 1..3).prop_map(|values| values.join(","))
    };
    match names::meaning(name) {
        Some(names::Meaning::List { values, .. }) => match values {
            Values::Ids => several(&["1", "2", "30", "007", "0"]).boxed(),
            Values::Standings => several(&STANDINGS).boxed(),
            Values::Words => several(&["company", "issue", "A-1", "é b", "1"]).boxed(),
            Values::Amounts => several(&["1", "57.50", "-2"]).boxed(),
        },
        Some(names::Meaning::ChildOfJob { .. }) => several(&["1", "2"]).boxed(),
        Some(names::Meaning::Against) => {
            several(&["company", "issue(1,2)", "company(3)", "job(1)", "milestone"]).boxed()
        }
        Some(names::Meaning::Search) => Just("a (b), c".to_owned()).boxed(),
        Some(names::Meaning::Order(_)) => select(&["id", "title", "date_due", "status"][..])
            .prop_map(str::to_owned)
            .boxed(),
        _ => select(&["0", "5", "007", "-3", "1700000000"][..])
            .prop_map(str::to_owned)
            .boxed(),
    }
}

fn filters(most: usize) -> impl Strategy<Value = Vec<String>> {
    // Few names, and then all: those of one column should meet often.
    let near = [
        "manager",
        "manager_id",
        "manager_id_not",
        "against_type",
        "against_id",
        "against",
        "min_id",
        "id_greater_than",
        "id",
        "date_due_after",
        "date_due_before",
        "date_commenced_before",
        "date_commenced_after",
        "standing",
    ];
    let all: Vec<&'static str> = names::all()
        .into_iter()
        .filter(|name| !name.starts_with('_'))
        .map(|name| &*name.leak())
        .collect();
    let name = prop_oneof![select(near.to_vec()), select(all)];
    let filter = name.prop_flat_map(|name| {
        argument(name).prop_map(move |argument| format!("{name}({argument})"))
    });
    prop::collection::vec(filter, 1..=most)
}

fn texts() -> impl Strategy<Value = String> {
    let plain = |filters: Vec<String>| {
        let is_order = |filter: &String| filter.starts_with("order_by");
        filters
            .into_iter()
            .filter(|filter| !is_order(filter))
            .collect::<Vec<_>>()
    };
    (filters(4), filters(3), filters(2), 0..4).prop_map(move |(outer, any, all, shape)| {
        let (any, all) = (plain(any), plain(all));
        let mut parts = outer;
        let mut arms = any;
        if shape > 1 && !all.is_empty() {
            arms.push(format!("_AND({})", all.join(",")));
        }
        if shape > 0 && !arms.is_empty() {
            parts.push(format!("_OR({})", arms.join(",")));
        }
        if shape == 3 && parts.len() > 1 {
            parts.remove(0);
        }
        parts.join(",")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn reading_and_writing_keep_the_meaning(text in texts()) {
        let first = read(&text);
        if let (Some(filter), true) = (&first.filter, first.notes.is_empty()) {
            let written = TaskDialect.write(filter);
            prop_assert_eq!(&written.residual, &None, "{} -> {}", filter, written.text);
            let second = read(&written.text);
            prop_assert_eq!(&second.notes, &vec![], "{}", written.text);
            prop_assert_eq!(second.filter.map(|filter| filter.normal()), Some(filter.normal()), "{}", written.text);
        }
    }

    #[test]
    fn the_json_form_says_the_same(text in texts()) {
        let first = read(&text);
        let Some(filter) = &first.filter else { return Ok(()) };
        let mut query = Query::default();
        let parts = conjuncts(filter);
        for part in parts {
            let _ = query.ask(part, parts);
        }
        let (Some(text), Some(json)) = (write::text(&query), write::json(&query)) else {
            return Ok(());
        };
        prop_assert_eq!(read(&text).filter.map(|f| f.normal()), read(&json).filter.map(|f| f.normal()), "{}", json);
    }

    #[test]
    fn nothing_panics(text in "[a-z_]{0,9}[(,){}\":\\[\\]a-z_0-9 é]{0,40}", json in any::<bool>()) {
        let text = if json { format!("{{{text}") } else { text };
        let _ = TaskDialect.read(&text, Timestamp::from_millis(0).unwrap());
    }

    #[test]
    fn no_damaged_text_panics(text in texts(), at in 0usize..200, with in select(&["", "(", ")", ",", "_OR(", "_AND(", "\u{0}", "é", "{"][..])) {
        let at = text.char_indices().map(|(at, _)| at).nth(at % (text.chars().count() + 1)).unwrap_or(text.len());
        let (before, after) = text.split_at(at);
        let damaged = format!("{before}{with}{after}");
        let _ = TaskDialect.read(&damaged, Timestamp::from_millis(0).unwrap());
    }
}
