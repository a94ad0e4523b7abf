//! Filters said in another language, and what became of them on the way.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

use taskweave::client::{Language, Translation, translate};
use taskweave::error::{Code, TaskweaveError};
use taskweave::filter::Clock;
use taskweave::platforms::{Class, Platform};
use taskweave::task::Timestamp;

const KICKSERV: Language = Language::Of(Platform::Kickserv);
const ACCELO: Language = Language::Of(Platform::Accelo);
const OURS: Language = Language::Taskweave;

fn said(text: &str, from: Language, to: Language) -> Result<Translation, TaskweaveError> {
    let clock = Clock {
        now: Timestamp::parse("2026-07-01T01:30:00Z").unwrap(),
        utc_offset_minutes: -120,
    };
    translate(text, from, to, clock)
}

#[test]
fn languages_have_names() {
    assert_eq!(Language::parse("taskweave").unwrap(), OURS);
    for platform in Platform::ALL {
        let language = Language::parse(platform.as_str()).unwrap();
        assert_eq!(language, Language::Of(*platform));
    }
    let all: Vec<&str> = Platform::ALL
        .iter()
        .map(|platform| platform.as_str())
        .collect();
    let all = format!("the dialects are taskweave, {}", all.join(", "));
    for (wrong, help) in [
        ("accelo", "did you mean `ACCELO`?"),
        ("Taskweave", "did you mean `taskweave`?"),
        ("SQL", &all),
    ] {
        let error = Language::parse(wrong).unwrap_err();
        assert_eq!(error.code, Code::RequestInvalid);
        assert_eq!(error.message, format!("`{wrong}` is not a filter dialect"));
        assert_eq!(error.help.as_deref(), Some(help));
    }
}

#[test]
fn a_platform_is_told_instants_and_we_are_not() {
    let filter = "project.id = \"7\" AND start_at >= today-1d";
    // Two hours behind UTC it is still June's last day.
    let kickserv = said(filter, OURS, KICKSERV).unwrap();
    assert!(kickserv.text.contains("from=2026-06-29"), "{kickserv:?}");
    assert!(!format!("{kickserv:?}").contains("today"), "{kickserv:?}");
    let ours = said(filter, OURS, OURS).unwrap();
    assert_eq!((ours.text.as_str(), ours.class), (filter, Class::Exact));
    assert_eq!((ours.residual, ours.parts.len()), (None, 2));
}

#[test]
fn the_class_is_that_of_the_whole_way() {
    let class = |text: &str, from, to| {
        let translation = said(text, from, to).unwrap();
        (translation.class, translation.text)
    };
    let job = "project.id = \"7\"".to_owned();
    assert_eq!(
        class("job_id=7", KICKSERV, OURS),
        (Class::Exact, job.clone())
    );
    // A note of what was lost in reading makes it rough, however well the rest is said.
    assert_eq!(
        class("job_id=7&employee_number=3", KICKSERV, OURS),
        (Class::Inexact, job)
    );
    assert_eq!(
        class("employee_number=3", KICKSERV, OURS),
        (Class::Unsupported, String::new())
    );
    // Every task is wanted: nothing is to be said.
    assert_eq!(class("", KICKSERV, ACCELO), (Class::Exact, String::new()));
    assert_eq!(
        class("name ~ \"x\"", OURS, KICKSERV),
        (Class::Unsupported, String::new())
    );
    let (class, text) = class("name ~ \"x\" AND project.id = \"7\"", OURS, KICKSERV);
    assert_eq!((class, text.as_str()), (Class::Inexact, "job_id=7"));
}

#[test]
fn the_order_of_a_platforms_filter_is_kept() {
    let text = "standing(accepted),order_by_asc(date_created)";
    let translation = said(text, ACCELO, OURS).unwrap();
    assert_eq!(translation.sort.as_deref(), Some("created_at ASC"));
    assert_eq!(translation.text, "platform_status = \"accepted\"");
}

#[test]
fn what_is_wrong_is_said_in_the_text_that_was_read() {
    let error = said("name ~ \"x\" AND stauts = null", OURS, ACCELO).unwrap_err();
    let span = error.span.unwrap();
    assert_eq!(
        (error.code, span.start, span.end),
        (Code::FilterField, 15, 21)
    );
    let error = said("standing(accepted", ACCELO, KICKSERV).unwrap_err();
    assert_eq!(error.code, Code::FilterSyntax);
    assert!(error.help.is_some() && error.span.is_some());
}
