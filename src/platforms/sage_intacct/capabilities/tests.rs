use std::collections::BTreeSet;

use super::*;

/// The names of a table of switches: what is indented by two spaces and opens an object.
fn switches(source: &'static str) -> impl Iterator<Item = &'static str> {
    source.lines().filter_map(|line| {
        let name = line.strip_prefix("  ")?.strip_suffix(": {")?;
        name.bytes()
            .all(|b| b.is_ascii_alphanumeric())
            .then_some(name)
    })
}

#[test]
fn every_switch_of_the_simulator_has_its_assumption() {
    const READS: &str = include_str!("../../../../tests/simulators/sage-intacct/switches.js");
    const WRITES: &str =
        include_str!("../../../../tests/simulators/sage-intacct/write-switches.js");
    let known: BTreeSet<&str> = switches(READS).chain(switches(WRITES)).collect();
    assert!(known.len() > 30 && known.contains("dialect") && known.contains("writeMeta"));
    let said: BTreeSet<&str> = CAPABILITIES
        .assumptions
        .iter()
        .map(|assumption| assumption.switch)
        .collect();
    assert_eq!(said, known);
    assert_eq!(said.len(), CAPABILITIES.assumptions.len(), "one each");
}

#[test]
fn every_operation_stands_once_and_what_is_missing_is_explained() {
    let all: Vec<Operation> = CAPABILITIES
        .operations
        .iter()
        .map(|fact| fact.operation)
        .collect();
    assert_eq!(all, Operation::ALL);
    for fact in CAPABILITIES.operations {
        assert!(fact.call.is_some() || fact.note.is_some(), "{fact:?}");
        assert!(fact.kinds.is_empty());
    }
}
