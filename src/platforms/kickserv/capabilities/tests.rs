use std::path::Path;

use super::*;

/// The names of the simulator's switches, in its order.
fn switches() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/simulators/kickserv");
    let mut names = Vec::new();
    for file in ["switches.js", "write-switches.js"] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        names.extend(text.lines().filter_map(|line| {
            let name = line.strip_prefix("  ")?.strip_suffix(": {")?;
            let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric());
            is_name.then(|| name.to_owned())
        }));
    }
    names
}

#[test]
fn every_switch_of_the_simulator_is_answered_for() {
    let answered: Vec<_> = CAPABILITIES
        .assumptions
        .iter()
        .map(|one| one.switch)
        .collect();
    assert_eq!(answered, switches());
}

#[test]
fn every_operation_is_there_once() {
    let named: Vec<_> = CAPABILITIES
        .operations
        .iter()
        .map(|fact| fact.operation)
        .collect();
    assert_eq!(named, Operation::ALL);
    for fact in CAPABILITIES.operations {
        assert!(
            fact.call.is_some() || fact.note.is_some(),
            "{:?} says what to do instead",
            fact.operation
        );
    }
}

#[test]
fn no_field_is_there_twice_and_none_that_is_mapped_is_also_own() {
    let own = CAPABILITIES.platform_fields;
    for (at, fact) in CAPABILITIES.writable.iter().enumerate() {
        let rest = &CAPABILITIES.writable[at + 1..];
        assert!(rest.iter().all(|other| other.field != fact.field));
        assert!(
            !own.create
                .iter()
                .any(|name| Some(*name) == fact.platform_field)
        );
        assert!(
            !own.update
                .iter()
                .any(|name| Some(*name) == fact.platform_field)
        );
    }
    assert!(own.update.iter().all(|name| own.create.contains(name)));
}
