use std::rc::Rc;

use futures_executor::block_on;

use super::recorder::Recorder;
use super::*;
use crate::http::{Authorization, Method, ReplayTransport, Request, Response, Secret};
use crate::platforms::Platform;

#[test]
fn every_assumption_can_be_told_or_says_why_not() {
    for platform in Platform::ALL {
        let room = platform.room();
        let tells: Vec<&str> = room.probe.tells.iter().map(|tell| tell.switch).collect();
        for assumption in room.capabilities.assumptions {
            assert!(
                tells.contains(&assumption.switch),
                "{}: the probe does not know the switch {}",
                platform.as_str(),
                assumption.switch
            );
        }
        for (place, tell) in room.probe.tells.iter().enumerate() {
            let (How::Reads(words) | How::NotByReads(words)) = tell.how;
            assert!(!words.is_empty(), "{}", tell.switch);
            assert!(!tells[..place].contains(&tell.switch), "{}", tell.switch);
        }
    }
}

#[test]
fn nothing_that_may_write_is_sent() {
    let authorization = Authorization::Fixed {
        header: Secret::new("Basic s3cret"),
        secrets: Vec::new(),
    };
    let replay = ReplayTransport::new(|_| {
        Some(Response {
            status: 200,
            ..Response::default()
        })
    });
    let recorder = Recorder::new(Rc::new(replay.clone()), &authorization, &["/query"]);
    for (method, path, passes) in [
        (Method::Get, "tasks", true),
        (Method::Post, "query", true),
        (Method::Post, "tasks", false),
        (Method::Post, "query/x?a=/query", false),
        (Method::Put, "tasks", false),
        (Method::Patch, "query", false),
        (Method::Delete, "tasks", false),
    ] {
        let base = format!("https://api.example/{path}");
        let outcome = block_on(recorder.send(Request::new(method, &base, &[]), 1));
        assert_eq!(outcome.is_ok(), passes, "{method:?} {path}");
    }
    assert_eq!(replay.requests().len(), 2);
}
