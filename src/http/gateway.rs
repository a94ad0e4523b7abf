//! One request's way to the platforms: at most so many calls, so many at once, so many bytes each, and
//! no longer a wait than this. What may be repeated is repeated here, and nowhere else.

use std::cell::Cell;

use async_lock::Semaphore;
use serde_json::value::RawValue;

use super::{IDEMPOTENCY_KEY, OnRateLimit, Request, Response, Secret, Session, Transport};
use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::{Answered, Purpose};

/// How much a request may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Calls that one source may make in a request.
    pub calls_per_source: usize,
    /// Calls that a request may make.
    pub calls_per_request: usize,
    /// Calls under way at once.
    pub calls_at_once: usize,
    /// Bytes of one answer.
    pub page_bytes: usize,
    /// Bytes of answers after which a request makes no further call.
    pub request_bytes: usize,
    /// How often one call may be repeated after a passing failure.
    pub retries: u32,
    /// How long a request may wait in all: for repeats and for rate limits, in milliseconds.
    pub wait_ms: u64,
    /// What to do when a platform asks to slow down.
    pub on_rate_limit: OnRateLimit,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            calls_per_source: 200,
            calls_per_request: 400,
            calls_at_once: 6,
            page_bytes: 32 << 20,
            request_bytes: 256 << 20,
            retries: 3,
            wait_ms: 30_000,
            on_rate_limit: OnRateLimit::Wait,
        }
    }
}

/// The most that is waited before the first repeat, in milliseconds; it doubles each time.
const FIRST_WAIT_MS: u64 = 500;
/// The most that is waited before any repeat that no platform named a time for, in milliseconds.
const LONGEST_WAIT_MS: u64 = 8_000;

/// Counts the calls of one source.
#[derive(Debug, Default)]
pub struct Meter {
    calls: Cell<usize>,
}

impl Meter {
    /// The calls so far, repeats included; those for tokens are not counted.
    pub fn calls(&self) -> usize {
        self.calls.get()
    }
}

/// Who calls: a connection, and what its calls are counted by.
#[derive(Clone, Copy)]
pub struct Caller<'a> {
    /// The connection's standing with its platform.
    pub session: &'a Session,
    /// Its calls in this request.
    pub meter: &'a Meter,
}

/// The way out of one request.
pub struct Gateway<'a> {
    transport: &'a dyn Transport,
    budget: Budget,
    calls: Cell<usize>,
    bytes: Cell<usize>,
    waited_ms: Cell<u64>,
    slots: Semaphore,
}

/// What became of an attempt that failed.
struct Failure {
    error: TaskweaveError,
    /// The access token that was used.
    token: Option<Secret>,
    /// Whether the platform may have done what it was asked for all the same.
    in_doubt: bool,
}

impl From<TaskweaveError> for Failure {
    /// Nothing was sent.
    fn from(error: TaskweaveError) -> Self {
        Self {
            error,
            token: None,
            in_doubt: false,
        }
    }
}

impl<'a> Gateway<'a> {
    /// A way out with nothing spent yet.
    #[must_use]
    pub fn new(transport: &'a dyn Transport, budget: Budget) -> Self {
        Self {
            transport,
            budget,
            calls: Cell::new(0),
            bytes: Cell::new(0),
            waited_ms: Cell::new(0),
            slots: Semaphore::new(budget.calls_at_once.max(1)),
        }
    }

    /// The way out.
    #[must_use]
    pub fn transport(&self) -> &'a dyn Transport {
        self.transport
    }

    /// Whether another call of the source is within the budget.
    #[must_use]
    pub fn has_room(&self, meter: &Meter) -> bool {
        meter.calls.get() < self.budget.calls_per_source
            && self.calls.get() < self.budget.calls_per_request
            && self.bytes.get() < self.budget.request_bytes
    }

    /// Makes a call and gives its successful answer.
    ///
    /// It is made again where the account learns something from a refusal that changes it (`request`
    /// is asked again; platforms name the first wrong field of several, and a filter may name many), once with another access
    /// token where the platform refuses the one it had, and a few times after a passing failure, but
    /// only what can do no harm twice: reads, and writes with an idempotency key.
    ///
    /// # Errors
    /// `budget_exceeded` without a call; what the transport says; what the account finds in the answer;
    /// `outcome_unknown` for a write of which no answer says whether it was done.
    pub async fn call(
        &self,
        caller: Caller<'_>,
        purpose: Purpose,
        request: impl Fn() -> Result<Request>,
    ) -> Result<Response> {
        let (mut repeats, mut has_renewed) = (0, false);
        let mut refused = Vec::new();
        let mut is_in_doubt = false;
        // Built again after a lesson only: what may have been done is repeated word for word.
        let mut next = request()?;
        loop {
            let may_repeat = purpose.is_read() || next.has_header(IDEMPOTENCY_KEY);
            let failure = match self.attempt(caller, purpose, next.clone()).await {
                Ok(response) => return Ok(response),
                Err(failure) => failure,
            };
            let error = &failure.error;
            is_in_doubt = failure.in_doubt || (is_in_doubt && !is_answer_to_a_repeat(error));
            if caller.session.account().learn(purpose, error) {
                let taught = request()?;
                // What was refused before would be refused again: no two lessons lead back and forth.
                if taught != next && !refused.contains(&taught) {
                    refused.push(std::mem::replace(&mut next, taught));
                    continue;
                }
            }
            if let Some(token) = self.refused_token(caller, &failure, has_renewed) {
                has_renewed = true;
                caller.session.reject(token);
            } else if may_repeat && error.retryable && repeats < self.budget.retries {
                // A rate limit is waited for before the next call, by every call of the connection.
                let is_limit = error.code == Code::PlatformRateLimit;
                let waits_there = is_limit && error.retry_after.is_some();
                let fails = is_limit && self.budget.on_rate_limit == OnRateLimit::Fail;
                let wait = error.retry_after.unwrap_or_default().saturating_mul(1000);
                // The platform's own words say more than that its limit cannot be waited for.
                let is_too_long = waits_there && !self.may_wait(wait);
                if fails
                    || is_too_long
                    || (!waits_there && !self.wait(self.pause(error, repeats)).await?)
                {
                    return Err(last(purpose, failure.error, is_in_doubt));
                }
                repeats += 1;
            } else {
                return Err(last(purpose, failure.error, is_in_doubt));
            }
        }
    }

    /// The token that a platform refused, where another one can be asked for.
    fn refused_token<'f>(
        &self,
        caller: Caller<'_>,
        failure: &'f Failure,
        has_renewed: bool,
    ) -> Option<&'f Secret> {
        let is_refused = failure.error.code == Code::CredentialsInvalid
            && failure.error.status != Some(403)
            && !has_renewed
            && caller.session.can_renew();
        failure.token.as_ref().filter(|_| is_refused)
    }

    /// How long to wait before a repeat: what the platform says, else a random part of a span that
    /// doubles, so that callers who failed together do not come back together ("full jitter").
    fn pause(&self, error: &TaskweaveError, repeats: u32) -> u64 {
        let span = FIRST_WAIT_MS
            .saturating_mul(1 << repeats.min(16))
            .min(LONGEST_WAIT_MS);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "from 0 to a few thousand"
        )]
        let jitter = (self.transport.random().clamp(0.0, 1.0) * span as f64) as u64;
        match error.retry_after {
            Some(seconds) => seconds.saturating_mul(1000).saturating_add(jitter),
            None => jitter,
        }
    }

    /// Whether the request may wait so much longer.
    fn may_wait(&self, millis: u64) -> bool {
        self.waited_ms.get().saturating_add(millis) <= self.budget.wait_ms
    }

    /// Waits, if the request may wait so long.
    async fn wait(&self, millis: u64) -> Result<bool> {
        if !self.may_wait(millis) {
            return Ok(false);
        }
        self.waited_ms
            .set(self.waited_ms.get().saturating_add(millis));
        self.transport.sleep(millis).await?;
        Ok(true)
    }

    /// Waits until a platform's rate limit lets the connection call.
    async fn keep_pace(&self, caller: Caller<'_>) -> Result<()> {
        while let Some(until) = caller.session.blocked_until(self.transport.now()) {
            let millis = self.transport.now().millis_until(until);
            let waits = self.budget.on_rate_limit == OnRateLimit::Wait;
            if !waits || !self.wait(millis).await? {
                let mut error = TaskweaveError::new(
                    Code::PlatformRateLimit,
                    format!("the platform takes no more calls of this connection until {until}"),
                )
                .help("repeat the request then; fewer calls are needed for a narrower filter");
                error.retry_after = Some(millis.div_ceil(1000));
                return Err(error);
            }
            // It was waited for, whatever the caller's clock says.
            caller.session.has_waited(until);
        }
        Ok(())
    }

    /// Counts a call, or takes back one that was not made.
    fn count(&self, meter: &Meter, calls: isize) {
        for counter in [&meter.calls, &self.calls] {
            counter.set(counter.get().saturating_add_signed(calls));
        }
    }

    /// Waits until a call may be made, and gives the token that it needs.
    async fn ready(&self, caller: Caller<'_>) -> Result<Option<Secret>> {
        self.keep_pace(caller).await?;
        caller.session.token(self.transport).await
    }

    async fn attempt(
        &self,
        caller: Caller<'_>,
        purpose: Purpose,
        request: Request,
    ) -> std::result::Result<Response, Failure> {
        if !self.has_room(caller.meter) {
            return Err(self.exhausted().into());
        }
        // Counted before it waits for its turn: calls that wait are as good as made.
        self.count(caller.meter, 1);
        let session = caller.session;
        let account = session.account();
        let token = match self.ready(caller).await {
            Ok(token) => token,
            Err(error) => {
                self.count(caller.meter, -1);
                return Err(error.into());
            }
        };
        let request = account.authorization().sign(request, token.as_ref());
        let mut hidden = session.secrets();
        hidden.extend(request.credentials().into_iter().map(Secret::new));
        let slot = self.slots.acquire().await;
        let sent = self.transport.send(request, self.budget.page_bytes).await;
        drop(slot);
        let failed = |error: TaskweaveError, in_doubt| Failure {
            error,
            token: token.clone(),
            in_doubt,
        };
        let response = sent.map_err(|error| {
            let is_lost = matches!(error.code, Code::Network | Code::PageTooLarge);
            failed(error, is_lost)
        })?;
        let bytes = self.bytes.get().saturating_add(response.body.len());
        self.bytes.set(bytes);
        if is_redirect(&response) {
            return Err(failed(redirected(&response), false));
        }
        let now = self.transport.now();
        let found = account.failure(&Answered {
            purpose,
            response: &response,
            hidden: &hidden,
            now,
        });
        session.learn(&response, found.as_ref(), now);
        match found {
            Some(mut error) => {
                error.status.get_or_insert(response.status);
                let is_refusal = error.code == Code::PlatformRateLimit;
                // The account may find that an answer of success leaves it open as well.
                let is_open = error.code == Code::OutcomeUnknown;
                let is_in_doubt = is_open || (response.status >= 500 && !is_refusal);
                Err(failed(error, is_in_doubt))
            }
            None if !response.is_success() => {
                let message = format!("the platform answered with HTTP status {}", response.status);
                let error = TaskweaveError::new(Code::PlatformError, message);
                Err(failed(error, response.status >= 500))
            }
            None if purpose.wants_json() && says_nothing(&response) => {
                let mut error = TaskweaveError::new(
                    Code::PageInvalid,
                    format!(
                        "the platform answered HTTP status {} without saying what it did",
                        response.status
                    ),
                );
                error.status = Some(response.status);
                error.retryable = true;
                Err(failed(error, true))
            }
            None => Ok(response),
        }
    }

    fn exhausted(&self) -> TaskweaveError {
        TaskweaveError::new(
            Code::BudgetExceeded,
            format!(
                "the answer needs more than {} calls of one source, {} in all or {} of answers",
                self.budget.calls_per_source,
                self.budget.calls_per_request,
                match self.budget.request_bytes {
                    bytes if bytes % (1 << 20) == 0 => format!("{} MiB", bytes >> 20),
                    bytes => format!("{bytes} bytes"),
                }
            ),
        )
        .help("narrow the filter, name fewer connections, or sort by `updated_at` or `created_at`, which some platforms can page by; with `order: \"source\"` instead of a sort, tasks come in the platforms' own order, and any list can be walked page by page")
    }
}

/// Whether an error says that an earlier attempt of the same write, under the same idempotency key,
/// did nothing: had it been done, its answer would have come again. A conflict may say that the
/// earlier attempt is still under way.
fn is_answer_to_a_repeat(error: &TaskweaveError) -> bool {
    let is_refusal = matches!(error.code, Code::PlatformError | Code::NotFound);
    is_refusal && !error.retryable && matches!(error.status, Some(400 | 404 | 410 | 422))
}

/// The error to end with: of a write that may have been done, that it is not known.
fn last(purpose: Purpose, mut error: TaskweaveError, is_in_doubt: bool) -> TaskweaveError {
    if purpose.is_read() || !is_in_doubt {
        return error;
    }
    // The account may have said so in its own words.
    if error.code != Code::OutcomeUnknown {
        error.code = Code::OutcomeUnknown;
        error.message = format!(
            "the platform may or may not have done what it was asked for: {}",
            error.message
        );
    }
    error.help = Some("look whether it was done before you ask again".to_owned());
    error.retryable = false;
    error.retry_after = None;
    error
}

/// Whether the answer to a write is no JSON, or a part of it. Only 204 is to have no body.
fn says_nothing(response: &Response) -> bool {
    response.status != 204 && serde_json::from_slice::<&RawValue>(&response.body).is_err()
}

/// Browsers show a redirect that is not followed as status 0.
fn is_redirect(response: &Response) -> bool {
    response.status == 0 || (300..400).contains(&response.status)
}

fn redirected(response: &Response) -> TaskweaveError {
    let mut error = TaskweaveError::new(
        Code::PlatformError,
        "the platform points to another address, which is not followed: it would be told the credentials",
    )
    .help("check the connection's settings: they decide which address is asked");
    error.status = Some(response.status);
    error
}
