use super::*;

#[test]
fn every_operation_has_its_place() {
    let order: Vec<_> = CAPABILITIES
        .operations
        .iter()
        .map(|fact| fact.operation)
        .collect();
    assert_eq!(order, Operation::ALL);
    for fact in CAPABILITIES.operations {
        assert!(fact.call.is_some() || fact.note.is_some(), "{fact:?}");
    }
}

#[test]
fn every_switch_of_the_simulator_is_met() {
    let switches = include_str!("../../../../tests/simulators/zoho-books/switches.js");
    let names: Vec<_> = switches
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(": {"))
        .filter(|name| !name.starts_with(' '))
        .collect();
    assert!(names.len() > 20, "{names:?}");
    let met: Vec<_> = CAPABILITIES
        .assumptions
        .iter()
        .map(|assumption| assumption.switch)
        .collect();
    assert_eq!(met, names);
}
