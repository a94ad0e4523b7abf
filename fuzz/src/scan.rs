//! The law of the scanner: it takes what `serde_json` takes, and finds the same.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use taskweave::scan::{Layout, Page};

/// A frame, a frame in it, lists in both, and members in all spellings.
static LAYOUT: Layout = Layout {
    frames: &[&[], &["in"]],
    lists: &[&[], &["rows"], &["in", "rows"]],
    members: &["id", "name", "a.b", "", "é"],
};

/// A text is JSON for both or for neither, and both see the same members and rows in it.
///
/// # Panics
/// If the law does not hold.
pub fn scan(text: &str) {
    let naive = serde_json::from_str::<&RawValue>(text);
    let page = Page::read(text, &LAYOUT, |name| name.contains("secret"));
    assert_eq!(naive.is_ok(), page.is_ok(), "{text:?}");
    let (Ok(whole), Ok(mut page)) = (naive, page) else {
        return;
    };
    let whole = whole.get();
    let inner = members(whole).and_then(|outer| last(&outer, "in"));
    for (number, frame) in [Some(whole), inner].into_iter().enumerate() {
        let expected = frame.and_then(members);
        let found = page.take_frame(number);
        let found = found.map(|found| {
            found
                .into_iter()
                .map(|(name, raw)| (name.into_owned(), raw))
        });
        assert_eq!(
            found.map(Vec::from_iter),
            expected,
            "frame {number} of {text:?}"
        );
    }
    let lists = [Some(whole), rows_of(Some(whole)), rows_of(inner)];
    for (number, list) in lists.into_iter().enumerate() {
        let expected = list.and_then(items);
        let found = page.take_list(number);
        let Some(found) = found else {
            assert_eq!(expected, None, "list {number} of {text:?}");
            continue;
        };
        assert_eq!(
            Some(found.texts().collect()),
            expected,
            "list {number} of {text:?}"
        );
        for row in found.iter() {
            let raw = row.raw();
            let (start, end) = row.extent();
            assert_eq!(text.get(start as usize..end as usize), Some(raw));
            let all = members(raw);
            assert_eq!(row.is_object(), all.is_some());
            for (number, name) in LAYOUT.members.iter().enumerate() {
                let expected = all.as_ref().and_then(|all| last(all, name));
                let shown = || format!("{name:?} of {raw:?} in {text:?}");
                assert_eq!(row.member(name), Ok(expected), "{}", shown());
                assert_eq!(row.slot(number), expected, "{}", shown());
                assert_eq!(row.has(number), expected.is_some(), "{}", shown());
                let inner = expected.and_then(|raw| raw.strip_prefix('"')?.strip_suffix('"'));
                let plain = inner.filter(|inner| !inner.contains('\\'));
                assert_eq!(row.plain_text(number), plain, "{}", shown());
            }
        }
    }
    let mut end = 0;
    for secret in &page.secrets {
        assert!(
            end <= secret.start && secret.start < secret.end,
            "secrets of {text:?}"
        );
        end = secret.end;
        let is_value = |value: &str| {
            serde_json::from_str::<&RawValue>(value).is_ok_and(|raw| raw.get() == value)
        };
        assert!(
            text.get(secret.clone()).is_some_and(is_value),
            "secrets of {text:?}"
        );
    }
}

type Pairs<'a> = Vec<(String, &'a str)>;

/// The members of an object; `None` if it is none.
fn members(text: &str) -> Option<Pairs<'_>> {
    struct Members<'a>(Pairs<'a>);
    impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Each;
            impl<'de> Visitor<'de> for Each {
                type Value = Members<'de>;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                    let mut pairs = Vec::new();
                    while let Some((name, value)) = map.next_entry::<&RawValue, &RawValue>()? {
                        // A name that is no text, for half of a surrogate pair, stays as it is.
                        let read = serde_json::from_str(name.get());
                        pairs.push((read.unwrap_or_else(|_| name.get().to_owned()), value.get()));
                    }
                    Ok(Members(pairs))
                }
            }
            deserializer.deserialize_map(Each)
        }
    }
    Some(serde_json::from_str::<Members<'_>>(text).ok()?.0)
}

fn last<'a>(members: &Pairs<'a>, name: &str) -> Option<&'a str> {
    let mut found = members.iter().rev().filter(|(known, _)| known == name);
    found.next().map(|(_, raw)| *raw)
}

fn rows_of(frame: Option<&str>) -> Option<&str> {
    last(&members(frame?)?, "rows")
}

fn items(text: &str) -> Option<Vec<&str>> {
    let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    Some(items.into_iter().map(RawValue::get).collect())
}
