//! Tokens are asked for once, before they end and after they are refused, and saved before they are used.

use std::cell::Cell;
use std::rc::Rc;

use futures_executor::{LocalPool, block_on};
use futures_util::task::LocalSpawnExt as _;
use taskweave::error::Code;
use taskweave::http::{Budget, Request, Response, Secret, Session};
use taskweave::platforms::Purpose;

use super::support::{Road, Store, answer, call, get, refreshing, session};

/// A platform whose n-th grant is `token-n`, good for an hour, with `refresh-n` in place of the one
/// that was used; it takes the newest access token alone.
fn rotating() -> Road {
    let given = Cell::new(0_u32);
    Road::new(move |request| Some(rotate(&given, request)))
}

fn rotate(given: &Cell<u32>, request: &Request) -> Response {
    let newest = given.get();
    if request.url.ends_with("/token") {
        let used = request.secret_form[0].1.reveal();
        if used != format!("refresh-{newest}") {
            return answer(400, &[], "");
        }
        given.set(newest + 1);
        let body = format!(
            r#"{{"access_token":"token-{0}","refresh_token":"refresh-{0}","expires_in":3600}}"#,
            newest + 1
        );
        return answer(200, &[], &body);
    }
    let token = request.authorization.as_ref().map_or("", Secret::reveal);
    match token == format!("Bearer token-{newest}") {
        true => answer(200, &[], "{}"),
        false => answer(401, &[], ""),
    }
}

fn list(road: &Road, session: &Session) -> Result<(), Code> {
    let outcome = block_on(call(road, session, Budget::default(), Purpose::List, get()));
    outcome.map(|_| ()).map_err(|error| error.code)
}

#[test]
fn a_token_is_asked_for_before_the_first_call_and_before_it_ends() {
    let (road, session) = (rotating(), session(refreshing(None), None));
    assert_eq!(list(&road, &session), Ok(()));
    assert_eq!(list(&road, &session), Ok(()));
    assert_eq!(
        road.seen(),
        [
            "POST /token refresh-0",
            "GET /tasks Bearer token-1",
            "GET /tasks Bearer token-1"
        ]
    );
    // A minute before its end it is as good as ended.
    road.wait(3_539_000);
    assert_eq!(list(&road, &session), Ok(()));
    assert_eq!(road.seen().len(), 4);
    road.wait(2_000);
    assert_eq!(list(&road, &session), Ok(()));
    assert_eq!(
        road.seen()[4..],
        ["POST /token refresh-1", "GET /tasks Bearer token-2"]
    );
}

#[test]
fn a_token_of_the_settings_is_used_until_it_is_refused() {
    let (road, session) = (rotating(), session(refreshing(Some("given")), None));
    assert_eq!(list(&road, &session), Ok(()));
    assert_eq!(
        road.seen(),
        [
            "GET /tasks Bearer given",
            "POST /token refresh-0",
            "GET /tasks Bearer token-1"
        ]
    );
}

#[test]
fn a_refused_token_is_renewed_once_and_not_for_ever() {
    let road = Road::new(|request| {
        Some(match request.url.ends_with("/token") {
            true => answer(200, &[], r#"{"access_token":"t"}"#),
            false => answer(401, &[], ""),
        })
    });
    let session = session(refreshing(Some("given")), None);
    assert_eq!(list(&road, &session), Err(Code::CredentialsInvalid));
    assert_eq!(
        road.seen(),
        [
            "GET /tasks Bearer given",
            "POST /token refresh-0",
            "GET /tasks Bearer t"
        ]
    );
}

#[test]
fn a_lack_of_rights_is_no_lack_of_a_token() {
    let road = Road::new(|_| Some(answer(403, &[], "")));
    let session = session(refreshing(Some("given")), None);
    assert_eq!(list(&road, &session), Err(Code::CredentialsInvalid));
    assert_eq!(road.seen().len(), 1);
}

#[test]
fn many_calls_at_once_ask_for_one_token() {
    let road = rotating();
    let session = Rc::new(session(refreshing(None), None));
    road.hold_up(true);
    let mut pool = LocalPool::new();
    let done = Rc::new(Cell::new(0));
    for _ in 0..10 {
        let (road, session, done) = (road.clone(), Rc::clone(&session), Rc::clone(&done));
        let work = async move {
            call(&road, &session, Budget::default(), Purpose::List, get())
                .await
                .unwrap();
            done.set(done.get() + 1);
        };
        pool.spawner().spawn_local(work).unwrap();
    }
    pool.run_until_stalled();
    assert_eq!(road.seen(), ["POST /token refresh-0"]);
    road.hold_up(false);
    pool.run();
    assert_eq!((done.get(), road.seen().len()), (10, 11));
}

#[test]
fn the_tokens_of_a_call_that_was_given_up_are_not_lost() {
    let (road, store) = (rotating(), Rc::new(Store::default()));
    let session = session(refreshing(None), Some(Rc::clone(&store)));
    road.hold_up(true);
    {
        let mut first = Box::pin(call(
            &road,
            &session,
            Budget::default(),
            Purpose::List,
            get(),
        ));
        let waker = std::task::Waker::noop();
        let mut context = std::task::Context::from_waker(waker);
        assert!(first.as_mut().poll(&mut context).is_pending());
    }
    assert_eq!(road.seen(), ["POST /token refresh-0"]);
    road.hold_up(false);
    assert_eq!(list(&road, &session), Ok(()));
    assert_eq!(
        road.seen(),
        ["POST /token refresh-0", "GET /tasks Bearer token-1"]
    );
    assert_eq!(*store.saved.borrow(), ["refresh-1"]);
}

#[test]
fn tokens_are_saved_before_they_are_used() {
    let (road, store) = (rotating(), Rc::new(Store::default()));
    let session = session(refreshing(None), Some(Rc::clone(&store)));
    store.fails.set(true);
    assert_eq!(list(&road, &session), Err(Code::TokenStore));
    assert_eq!(
        road.seen(),
        ["POST /token refresh-0"],
        "nothing was called with it"
    );
    assert_eq!(list(&road, &session), Err(Code::TokenStore));
    assert_eq!(
        road.seen().len(),
        1,
        "what was given is kept until it is saved"
    );
    store.fails.set(false);
    assert_eq!(list(&road, &session), Ok(()));
    assert_eq!(road.seen()[1..], ["GET /tasks Bearer token-1"]);
    assert_eq!(*store.saved.borrow(), ["refresh-1"]);
}

#[test]
fn what_another_instance_saved_is_taken() {
    let (road, store) = (rotating(), Rc::new(Store::default()));
    let instance = || session(refreshing(None), Some(Rc::clone(&store)));
    let (first, second) = (instance(), instance());
    assert_eq!(list(&road, &first), Ok(()));
    assert_eq!(list(&road, &second), Ok(()));
    assert_eq!(
        road.seen(),
        [
            "POST /token refresh-0",
            "GET /tasks Bearer token-1",
            "GET /tasks Bearer token-1"
        ]
    );
    // Both hold `refresh-1`; whoever comes second finds it used up, and the new one in the store.
    road.wait(3_600_000);
    assert_eq!(list(&road, &second), Ok(()));
    assert_eq!(list(&road, &first), Ok(()));
    assert_eq!(
        road.seen()[3..],
        [
            "POST /token refresh-1",
            "GET /tasks Bearer token-2",
            "POST /token refresh-1",
            "GET /tasks Bearer token-2",
        ]
    );
}

#[test]
fn no_credential_stands_in_an_error() {
    let road = Road::new(|request| {
        request.url.ends_with("/token").then(|| {
            answer(
                200,
                &[],
                r#"{"access_token":"a b","refresh_token":"refresh-1"}"#,
            )
        })
    });
    let session = session(refreshing(None), None);
    let outcome = block_on(call(
        &road,
        &session,
        Budget::default(),
        Purpose::List,
        get(),
    ));
    let error = outcome.unwrap_err();
    assert_eq!(error.code, Code::PageInvalid);
    let text = format!("{error} {error:?}");
    for secret in ["refresh-", "app-secret", "a b"] {
        assert!(!text.contains(secret), "{text}");
    }
}
