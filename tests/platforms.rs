//! What holds of every platform in the registry, whatever it is: its fixtures lie where they are looked
//! for, and the settings of its connections are those that its TypeScript type names.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use serde_json::{Value, json};
use taskweave::client::{Client, ClientOptions};
use taskweave::error::Code;
use taskweave::filter::{Expr, Op, Predicate, Value as Compared};
use taskweave::platforms::{CONNECTION_TYPES, Platform};
use taskweave::task::{CATALOGUE, Field, StatusMap};

/// Every platform, and the folder of its fixtures.
fn platforms() -> impl Iterator<Item = (Platform, PathBuf)> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    Platform::ALL
        .iter()
        .map(move |platform| (*platform, golden.join(platform.folder())))
}

/// Complete sets of settings, as `connections.json` of the fixtures has them.
fn settings(fixtures: &Path) -> Vec<Value> {
    let path = fixtures.join("connections.json");
    let text = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let all: Vec<Value> = serde_json::from_slice(&text).unwrap();
    assert!(!all.is_empty(), "{} is empty", path.display());
    all
}

/// The names of the settings, which the error about an unknown one lists: `a`, `credentials.b`.
fn names(platform: Platform) -> BTreeSet<String> {
    let wrong = json!({ "no_such_setting": 1 });
    let Err(error) = (platform.room().connect)(wrong, &StatusMap::default()) else {
        panic!("{} takes a setting that does not exist", platform.as_str());
    };
    assert_eq!(error.code, Code::ConnectionInvalid);
    let help = error.help.clone().unwrap();
    let (_, list) = help
        .split_once("the settings are ")
        .unwrap_or_else(|| panic!("{help:?} lists no settings"));
    let quoted = Regex::new("`([^`]+)`").unwrap();
    quoted
        .captures_iter(list)
        .map(|found| found[1].to_owned())
        .collect()
}

#[test]
fn the_registry_is_in_order() {
    let words: Vec<&str> = Platform::ALL.iter().map(|p| p.as_str()).collect();
    assert!(words.is_sorted_by(|a, b| a < b), "{words:?}");
    let folders: BTreeSet<&str> = Platform::ALL.iter().map(|p| p.folder()).collect();
    assert_eq!(folders.len(), words.len());
    for (platform, fixtures) in platforms() {
        assert!(!platform.room().name.is_empty());
        assert_eq!(Platform::parse(platform.as_str()), Some(platform));
        assert!(fixtures.is_dir(), "there is no {}", fixtures.display());
    }
}

#[test]
fn every_set_of_settings_makes_a_connection() {
    for (platform, fixtures) in platforms() {
        for mut settings in settings(&fixtures) {
            settings["id"] = json!("a");
            settings["platform"] = json!(platform.as_str());
            let client = Client::new(vec![settings.clone()], ClientOptions::default());
            let client = client.unwrap_or_else(|error| panic!("{settings}: {error}"));
            assert_eq!(client.capabilities(None).unwrap().len(), 1);
        }
    }
}

/// Whoever adds a setting to a room and not to its TypeScript type, or the other way round, is told here.
#[test]
fn the_types_of_connections_are_the_settings() {
    let comment = Regex::new(r"(?s)/\*.*?\*/|//[^\n]*").unwrap();
    let member = Regex::new(r"([A-Za-z_]+)\??:").unwrap();
    for (platform, fixtures) in platforms() {
        let interface = format!("{platform:?}Connection");
        let room = format!("src/platforms/{}/connection.d.ts", platform.folder());
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&room)).unwrap();
        assert!(
            CONNECTION_TYPES.contains(&text),
            "{room} is not among the types"
        );
        assert!(text.contains(&interface), "{room} has no `{interface}`");
        let plain = comment.replace_all(&text, "");
        let word = format!("platform: \"{}\"", platform.as_str());
        assert!(plain.contains(&word), "{room} lacks `{word}`");
        let mut typed: BTreeSet<&str> = member
            .captures_iter(&plain)
            .map(|found| found.get(1).unwrap().as_str())
            .collect();
        typed.remove("platform");
        let known = names(platform);
        let known: BTreeSet<&str> = known.iter().flat_map(|path| path.split('.')).collect();
        assert_eq!(
            typed, known,
            "{room} (left) and the settings that the room takes"
        );

        // The fixtures show each of them.
        let shown: BTreeSet<String> = settings(&fixtures)
            .iter()
            .flat_map(|set| set.as_object().unwrap())
            .flat_map(|(name, value)| {
                let inner = value.as_object().into_iter().flat_map(|group| group.keys());
                inner.chain([name]).cloned().collect::<Vec<_>>()
            })
            .collect();
        let shown: BTreeSet<&str> = shown.iter().map(String::as_str).collect();
        assert_eq!(
            shown,
            known,
            "connections.json (left) of {}",
            platform.as_str()
        );
    }
}

#[test]
fn every_language_and_every_connection_answers_for_every_field() {
    for (platform, fixtures) in platforms() {
        let room = platform.room();
        let set = settings(&fixtures).remove(0);
        let account = (room.connect)(set, &StatusMap::default()).unwrap();
        for info in &CATALOGUE {
            let predicate = Predicate::new(info.field, Op::Eq, Compared::Null);
            let support = account.support(&predicate);
            assert!(!support.reason.is_empty(), "{}: {}", room.name, info.name);
            if let Some(asked) = support.asked {
                assert_eq!(account.can_ask(&asked), Ok(()), "{}: {asked}", room.name);
            }
            let written = room.dialect.write(&Expr::Is(predicate));
            assert_eq!(written.parts.len(), 1, "{}: {}", room.name, info.name);
        }
        for field in room.traits.keyset {
            assert!(matches!(field, Field::CreatedAt | Field::UpdatedAt));
            assert!(!room.traits.always_null.contains(field));
        }
    }
}
