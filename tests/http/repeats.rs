//! What can do no harm twice is repeated after a while; what can is not, and says so.

use futures_executor::block_on;
use taskweave::error::{Code, TaskweaveError};
use taskweave::http::{Budget, IDEMPOTENCY_KEY, Method, OnRateLimit, Request, Response, Session};
use taskweave::platforms::Purpose;

use super::support::{BASE, Road, answer, call, get, lasting, session};

fn post() -> Request {
    Request::new(Method::Post, BASE, &["tasks"])
}

/// A way on which the first answers are these (`None`: none comes), and every later one a success.
fn road(first: Vec<Option<Response>>) -> Road {
    let mut first = first.into_iter();
    Road::new(move |_| first.next().unwrap_or_else(|| Some(answer(200, &[], "{}"))))
}

fn one(road: &Road, session: &Session, budget: Budget) -> Result<Response, TaskweaveError> {
    block_on(call(road, session, budget, Purpose::List, get()))
}

#[test]
fn passing_failures_are_waited_out_with_full_jitter() {
    for failure in [None, Some(answer(500, &[], "")), Some(answer(503, &[], ""))] {
        let road = road(vec![failure.clone(), failure]);
        assert!(one(&road, &session(lasting(), None), Budget::default()).is_ok());
        // Half of each span: the fake's randomness stands at the middle.
        assert_eq!(road.slept(), [250, 500]);
    }
}

#[test]
fn the_platforms_own_wait_counts() {
    let wait = answer(503, &[("retry-after", "7")], "");
    let road_of = road(vec![Some(wait)]);
    assert!(one(&road_of, &session(lasting(), None), Budget::default()).is_ok());
    assert_eq!(road_of.slept(), [7_250]);
    // A rate limit holds every call of the connection, and is waited for to the second.
    let limit = answer(429, &[("retry-after", "7")], "");
    let road_of = road(vec![Some(limit)]);
    assert!(one(&road_of, &session(lasting(), None), Budget::default()).is_ok());
    assert_eq!(road_of.slept(), [7_000]);
}

#[test]
fn neither_repeats_nor_waits_pass_their_bounds() {
    let road_of = road(vec![None; 9]);
    let error = one(&road_of, &session(lasting(), None), Budget::default()).unwrap_err();
    assert_eq!((error.code, road_of.seen().len()), (Code::Network, 4));

    let long = answer(503, &[("retry-after", "31")], "");
    let road_of = road(vec![Some(long)]);
    let error = one(&road_of, &session(lasting(), None), Budget::default()).unwrap_err();
    assert_eq!(
        (error.code, error.retry_after),
        (Code::PlatformError, Some(31))
    );
    assert!(road_of.slept().is_empty());

    let road_of = road(vec![None; 9]);
    let tight = Budget {
        calls_per_source: 2,
        ..Budget::default()
    };
    let error = one(&road_of, &session(lasting(), None), tight).unwrap_err();
    assert_eq!(
        (error.code, road_of.seen().len()),
        (Code::BudgetExceeded, 2)
    );
}

#[test]
fn a_limit_that_is_used_up_is_waited_for_before_the_next_call() {
    let last = answer(
        200,
        &[("limit", "5"), ("remaining", "0"), ("reset", "9")],
        "{}",
    );
    let session_of = session(lasting(), None);
    let road_of = road(vec![Some(last.clone())]);
    assert!(one(&road_of, &session_of, Budget::default()).is_ok());
    let told = session_of.rate_limit().unwrap();
    assert_eq!((told.limit, told.remaining), (Some(5), Some(0)));
    assert!(one(&road_of, &session_of, Budget::default()).is_ok());
    assert_eq!(road_of.slept(), [9_000]);

    let session_of = session(lasting(), None);
    let road_of = road(vec![Some(last)]);
    let at_once = Budget {
        on_rate_limit: OnRateLimit::Fail,
        ..Budget::default()
    };
    assert!(one(&road_of, &session_of, at_once).is_ok());
    let error = one(&road_of, &session_of, at_once).unwrap_err();
    assert_eq!(
        (error.code, error.retry_after),
        (Code::PlatformRateLimit, Some(9))
    );
    assert_eq!(road_of.seen().len(), 1, "no call was made");
}

#[test]
fn who_will_not_wait_is_told_how_long() {
    let limit = answer(429, &[("retry-after", "2")], "");
    let road_of = road(vec![Some(limit)]);
    let at_once = Budget {
        on_rate_limit: OnRateLimit::Fail,
        ..Budget::default()
    };
    let error = one(&road_of, &session(lasting(), None), at_once).unwrap_err();
    assert_eq!(
        (error.code, error.retry_after),
        (Code::PlatformRateLimit, Some(2))
    );
    assert!(road_of.slept().is_empty());
}

#[test]
fn a_write_is_repeated_with_a_key_alone() {
    let session_of = session(lasting(), None);
    let write = |road: &Road, purpose, request| {
        block_on(call(road, &session_of, Budget::default(), purpose, request))
    };
    for purpose in [Purpose::Create, Purpose::Change, Purpose::Write] {
        for failure in [None, Some(answer(500, &[], ""))] {
            let road_of = road(vec![failure.clone()]);
            let error = write(&road_of, purpose, post()).unwrap_err();
            assert_eq!((error.code, error.retryable), (Code::OutcomeUnknown, false));
            assert_eq!(road_of.seen().len(), 1);
            let road_of = road(vec![failure]);
            let keyed = post().header(IDEMPOTENCY_KEY, "k");
            assert!(write(&road_of, purpose, keyed).is_ok());
            assert_eq!(road_of.seen().len(), 2);
        }
    }
    // A refusal is an answer: nothing was done.
    let road_of = road(vec![Some(answer(429, &[("retry-after", "3")], ""))]);
    let error = write(&road_of, Purpose::Create, post()).unwrap_err();
    assert_eq!(
        (error.code, error.retry_after),
        (Code::PlatformRateLimit, Some(3))
    );
    assert!(error.retryable);
    assert_eq!(road_of.seen().len(), 1);
    let road_of = road(vec![Some(answer(400, &[], ""))]);
    let error = write(&road_of, Purpose::Create, post()).unwrap_err();
    assert_eq!(error.code, Code::PlatformError);
}

#[test]
fn a_write_that_may_have_been_done_is_not_said_to_have_failed() {
    let session_of = session(lasting(), None);
    let write = |first| {
        let road = road(first);
        let keyed = post().header(IDEMPOTENCY_KEY, "k");
        let sent = call(
            &road,
            &session_of,
            Budget::default(),
            Purpose::Create,
            keyed,
        );
        let error = block_on(sent).unwrap_err();
        (error.code, error.retryable)
    };
    let unknown = (Code::OutcomeUnknown, false);
    assert_eq!(write(vec![None; 9]), unknown);
    // Whether the first attempt was done stays open where the next one is only held off.
    for later in [401, 403, 409, 429] {
        let mut answers = vec![None];
        answers.extend(vec![Some(answer(later, &[], "")); 9]);
        assert_eq!(write(answers), unknown, "{later}");
    }
    // Had it been done, its answer would have come again under its key.
    let refused = vec![None, Some(answer(400, &[], ""))];
    assert_eq!(write(refused), (Code::PlatformError, false));
    let held_off = vec![Some(answer(429, &[], "")); 9];
    assert_eq!(write(held_off), (Code::PlatformRateLimit, true));
}
