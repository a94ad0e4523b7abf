//! One request's way to the platforms: at most so many calls, so many at once, so many bytes each.

use std::cell::Cell;

use async_lock::Semaphore;

use super::{Request, Response, Transport};
use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::{Account, Purpose};

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
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            calls_per_source: 200,
            calls_per_request: 400,
            calls_at_once: 6,
            page_bytes: 32 << 20,
        }
    }
}

/// How many refusals an account may learn from in one call.
const MAX_LESSONS: usize = 4;

/// Counts the calls of one source.
#[derive(Debug, Default)]
pub struct Meter {
    calls: Cell<usize>,
}

impl Meter {
    /// The calls so far.
    pub fn calls(&self) -> usize {
        self.calls.get()
    }
}

/// The way out of one request.
pub struct Gateway<'a> {
    transport: &'a dyn Transport,
    budget: Budget,
    calls: Cell<usize>,
    slots: Semaphore,
}

impl<'a> Gateway<'a> {
    /// A way out with nothing spent yet.
    #[must_use]
    pub fn new(transport: &'a dyn Transport, budget: Budget) -> Self {
        Self {
            transport,
            budget,
            calls: Cell::new(0),
            slots: Semaphore::new(budget.calls_at_once.max(1)),
        }
    }

    /// Whether another call of the source is within the budget.
    #[must_use]
    pub fn has_room(&self, meter: &Meter) -> bool {
        meter.calls.get() < self.budget.calls_per_source
            && self.calls.get() < self.budget.calls_per_request
    }

    /// Makes a call and gives its successful answer. `request` is asked again, a few times, if the
    /// account learns something from a refusal: platforms name the first wrong field of several.
    ///
    /// # Errors
    /// `budget_exceeded` without a call; what the transport says; what the account finds in the answer.
    pub async fn call(
        &self,
        meter: &Meter,
        account: &dyn Account,
        purpose: Purpose,
        request: impl Fn() -> Result<Request>,
    ) -> Result<Response> {
        for _ in 0..MAX_LESSONS {
            match self.attempt(meter, account, purpose, request()?).await {
                Err(error) if account.learn(&error) => {}
                outcome => return outcome,
            }
        }
        self.attempt(meter, account, purpose, request()?).await
    }

    async fn attempt(
        &self,
        meter: &Meter,
        account: &dyn Account,
        purpose: Purpose,
        request: Request,
    ) -> Result<Response> {
        if !self.has_room(meter) {
            return Err(self.exhausted());
        }
        // Counted before waiting for a slot: calls that wait are as good as made.
        meter.calls.set(meter.calls.get() + 1);
        self.calls.set(self.calls.get() + 1);
        let slot = self.slots.acquire().await;
        let response = self.transport.send(request, self.budget.page_bytes).await?;
        drop(slot);
        if is_redirect(&response) {
            return Err(redirected(&response));
        }
        match account.failure(purpose, &response) {
            Some(mut error) => {
                error.status.get_or_insert(response.status);
                Err(error)
            }
            None if !response.is_success() => Err(TaskweaveError::new(
                Code::PlatformError,
                format!("the platform answered with HTTP status {}", response.status),
            )),
            None => Ok(response),
        }
    }

    fn exhausted(&self) -> TaskweaveError {
        TaskweaveError::new(
            Code::BudgetExceeded,
            format!(
                "the answer needs more than {} calls of one source or {} in all",
                self.budget.calls_per_source, self.budget.calls_per_request
            ),
        )
        .help("narrow the filter, name fewer connections, or sort by `updated_at` or `created_at`, which some platforms can page by")
    }
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
