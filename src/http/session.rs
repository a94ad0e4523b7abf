//! A connection's standing with its platform, beyond one request: its tokens and its rate limit.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::future::{Either, select};

use super::{Authorization, Grant, RateLimit, Response, Secret, TokenStore, Tokens, Transport};
use crate::error::{Code, Result, TaskweaveError};
use crate::platforms::{Account, Answered, Purpose};
use crate::task::Timestamp;

/// A token is renewed so long before it ends, in milliseconds: calls take time, and clocks differ.
const MARGIN_MS: u64 = 60_000;
/// An exchange of tokens that shows no sign of life for so many glances is given up: the edge function
/// that began it is over, and its calls with it.
const MAX_SILENCE: usize = 100;
/// A token endpoint's answer has no more bytes.
const MAX_TOKEN_BYTES: usize = 64 << 10;
/// So many credentials are kept out of errors: those of the settings, and tokens of the last renewals.
const MAX_SEEN: usize = 32;

/// A connection's tokens and rate limit.
pub struct Session {
    connection_id: String,
    account: Rc<dyn Account>,
    store: Option<Rc<dyn TokenStore>>,
    held: Rc<RefCell<Held>>,
    /// The exchange that is under way, or the last one. It goes on by itself: if the call that began it
    /// is given up, the next one takes the answer, since a refresh token in it would else be lost.
    exchange: RefCell<Option<Rc<UnderWay>>>,
    limit: Cell<RateLimit>,
    /// The platform asked to call again no earlier.
    not_before: Cell<Option<Timestamp>>,
}

/// An exchange, as those see it who wait for it.
#[derive(Default)]
struct UnderWay {
    outcome: RefCell<Option<Result<Tokens>>>,
    /// Goes up as long as the exchange is alive.
    beats: Cell<usize>,
}

/// What is known of a connection's tokens.
#[derive(Default)]
struct Held {
    tokens: Option<Tokens>,
    /// Whether the store was asked.
    loaded: bool,
    /// Tokens that were given but not saved yet; they are saved before anything else happens.
    unsaved: Option<Tokens>,
    /// The access token that the platform refused, though it should hold.
    rejected: Option<Secret>,
    /// The credentials of the settings and the newest tokens: none of them may stand in an error.
    seen: Vec<Secret>,
}

impl Held {
    fn see(&mut self, tokens: &Tokens) {
        let both = [Some(&tokens.access_token), tokens.refresh_token.as_ref()];
        for token in both.into_iter().flatten() {
            if !self.seen.contains(token) {
                self.seen.push(token.clone());
            }
        }
        let over = self.seen.len().saturating_sub(MAX_SEEN);
        self.seen.drain(..over);
    }
}

impl Session {
    /// The standing of a connection that was not called yet.
    #[must_use]
    pub fn new(
        connection_id: &str,
        account: Rc<dyn Account>,
        store: Option<Rc<dyn TokenStore>>,
    ) -> Self {
        let held = Held {
            seen: account.authorization().secrets(),
            ..Held::default()
        };
        Self {
            connection_id: connection_id.to_owned(),
            account,
            store,
            held: Rc::new(RefCell::new(held)),
            exchange: RefCell::default(),
            limit: Cell::default(),
            not_before: Cell::default(),
        }
    }

    /// The connection's room.
    #[must_use]
    pub fn account(&self) -> &dyn Account {
        self.account.as_ref()
    }

    /// What the platform last said of its rate limit; `None` if it said nothing yet.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        let limit = self.limit.get();
        (limit != RateLimit::default()).then_some(limit)
    }

    /// The instant before which no call can succeed; `None` if one may now.
    pub(super) fn blocked_until(&self, now: Timestamp) -> Option<Timestamp> {
        let asked = self.not_before.get().filter(|until| *until > now);
        asked.max(self.limit.get().blocked_until(now))
    }

    /// Says that an instant before which no call could succeed has passed.
    pub(super) fn has_waited(&self, until: Timestamp) {
        if self.not_before.get().is_some_and(|asked| asked <= until) {
            self.not_before.set(None);
        }
        let limit = self.limit.get();
        if limit.resets_at.is_some_and(|reset| reset <= until) {
            self.limit.set(RateLimit {
                remaining: None,
                ..limit
            });
        }
    }

    /// Learns from an answer's headers, and from an error what the platform wants.
    pub(super) fn learn(
        &self,
        response: &Response,
        error: Option<&TaskweaveError>,
        now: Timestamp,
    ) {
        if let Some(limit) = self.account.rate_limit(response, now) {
            self.limit.set(limit);
        }
        self.hold_off(error, now);
    }

    /// Learns from an error how long the platform wants to be left alone.
    fn hold_off(&self, error: Option<&TaskweaveError>, now: Timestamp) {
        let wait = error
            .filter(|error| error.code == Code::PlatformRateLimit)
            .and_then(|error| error.retry_after);
        if let Some(seconds) = wait {
            let until = now.plus_millis(seconds.saturating_mul(1000));
            self.not_before.set(self.not_before.get().max(Some(until)));
        }
    }

    /// Every credential that may stand in a platform's words.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        self.held.borrow().seen.clone()
    }

    /// The access token to call with; `None` where the connection's header never changes. One is
    /// asked for where there is none, where it is about to end and where it was refused: once, however
    /// many calls want it.
    ///
    /// # Errors
    /// What the token endpoint says; `token_store` if the tokens cannot be saved.
    pub(super) async fn token(&self, transport: &dyn Transport) -> Result<Option<Secret>> {
        let Authorization::Token { given, grant, .. } = self.account.authorization() else {
            return Ok(None);
        };
        let Some(grant) = grant else {
            return Ok(given.clone());
        };
        if let Some(token) = self.ready(given.as_ref(), transport.now()) {
            return Ok(Some(token));
        }
        let outcome = self.exchanged(grant, given, transport).await?;
        // Without a token no call can be made until another one is given.
        self.hold_off(outcome.as_ref().err(), transport.now());
        outcome.map(|tokens| Some(tokens.access_token))
    }

    /// What the exchange that is under way gives; one is begun where there is none.
    async fn exchanged(
        &self,
        grant: &Grant,
        given: &Option<Secret>,
        transport: &dyn Transport,
    ) -> Result<Result<Tokens>> {
        let mut watched = self.join(grant, given, transport);
        let (mut beats, mut silence) = (watched.beats.get(), 0);
        loop {
            transport.glance().await?;
            if let Some(outcome) = watched.outcome.borrow().clone() {
                return Ok(outcome);
            }
            silence = if watched.beats.get() == beats {
                silence + 1
            } else {
                0
            };
            beats = watched.beats.get();
            if silence > MAX_SILENCE {
                // Whoever else waited as long may have begun another one already.
                self.exchange
                    .borrow_mut()
                    .take_if(|known| Rc::ptr_eq(known, &watched));
                watched = self.join(grant, given, transport);
                (beats, silence) = (watched.beats.get(), 0);
            }
        }
    }

    /// Whether another token can be asked for.
    pub(super) fn can_renew(&self) -> bool {
        let authorization = self.account.authorization();
        matches!(authorization, Authorization::Token { grant: Some(_), .. })
    }

    /// Says that the platform refused a token, so that another one is asked for. If that happened
    /// already, nothing changes.
    pub(super) fn reject(&self, token: &Secret) {
        let mut held = self.held.borrow_mut();
        if held
            .tokens
            .as_ref()
            .is_some_and(|tokens| tokens.access_token == *token)
        {
            // The refresh token is still good.
            if let Some(tokens) = &mut held.tokens {
                tokens.expires_at = Some(Timestamp::default());
            }
        }
        held.rejected = Some(token.clone());
    }

    /// A token that holds for a while yet.
    fn ready(&self, given: Option<&Secret>, now: Timestamp) -> Option<Secret> {
        let held = self.held.borrow();
        // What the store holds is newer than the settings.
        if (self.store.is_some() && !held.loaded) || held.unsaved.is_some() {
            return None;
        }
        let usable = |token: &Secret| held.rejected.as_ref() != Some(token);
        match &held.tokens {
            Some(tokens) => Some(&tokens.access_token)
                .filter(|token| usable(token) && !ends_soon(tokens.expires_at, now))
                .cloned(),
            None => given.filter(|token| usable(token)).cloned(),
        }
    }

    /// The exchange that is under way, or a new one: the store is asked, then the platform.
    fn join(
        &self,
        grant: &Grant,
        given: &Option<Secret>,
        transport: &dyn Transport,
    ) -> Rc<UnderWay> {
        let mut known = self.exchange.borrow_mut();
        if let Some(under_way) = known.as_ref()
            && under_way.outcome.borrow().is_none()
        {
            return Rc::clone(under_way);
        }
        let exchange = Exchange {
            connection_id: self.connection_id.clone(),
            account: Rc::clone(&self.account),
            store: self.store.clone(),
            held: Rc::clone(&self.held),
            grant: grant.clone(),
            given: given.clone(),
            transport: transport.detached(),
        };
        let under_way = known.insert(Rc::default());
        transport.spawn(Box::pin(exchange.tell(Rc::clone(under_way))));
        Rc::clone(under_way)
    }
}

/// Whether a token may end while a call is under way.
fn ends_soon(expires_at: Option<Timestamp>, now: Timestamp) -> bool {
    expires_at.is_some_and(|end| end <= now.plus_millis(MARGIN_MS))
}

/// One asking for tokens.
struct Exchange {
    connection_id: String,
    account: Rc<dyn Account>,
    store: Option<Rc<dyn TokenStore>>,
    held: Rc<RefCell<Held>>,
    grant: Grant,
    given: Option<Secret>,
    transport: Rc<dyn Transport>,
}

impl Exchange {
    /// Runs, and tells those who wait: that it lives, and at the end how it ended.
    async fn tell(self, under_way: Rc<UnderWay>) {
        let transport = Rc::clone(&self.transport);
        let mut run = Box::pin(self.run());
        let outcome = loop {
            match select(run, transport.glance()).await {
                Either::Left((outcome, _)) => break outcome,
                Either::Right((_, still)) => run = still,
            }
            under_way.beats.set(under_way.beats.get().wrapping_add(1));
        };
        *under_way.outcome.borrow_mut() = Some(outcome);
    }

    async fn run(self) -> Result<Tokens> {
        let unsaved = self.held.borrow().unsaved.clone();
        if let Some(tokens) = unsaved {
            return self.keep(tokens).await;
        }
        if let Some(tokens) = self.stored().await? {
            return Ok(tokens);
        }
        let refresh = self.refresh_token();
        match self.ask(refresh.as_ref()).await {
            Ok(tokens) => {
                self.see(&tokens);
                self.keep(tokens).await
            }
            // Another instance may have used the refresh token up, and saved what it got for it.
            Err(error) if error.code == Code::CredentialsInvalid => {
                self.held.borrow_mut().loaded = false;
                self.stored().await?.ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    /// The store's tokens, if they are others than those that are known and hold for a while yet.
    async fn stored(&self) -> Result<Option<Tokens>> {
        let Some(store) = self.store.as_ref().filter(|_| !self.held.borrow().loaded) else {
            return Ok(None);
        };
        let stored = store.load(&self.connection_id).await?;
        let mut held = self.held.borrow_mut();
        held.loaded = true;
        let Some(tokens) = stored else {
            // Nothing was saved yet: the token of the settings is as good as it ever was.
            let given = self
                .given
                .clone()
                .filter(|token| held.rejected.as_ref() != Some(token));
            return Ok(given
                .filter(|_| held.tokens.is_none())
                .map(|access_token| Tokens {
                    access_token,
                    refresh_token: self.grant.first_refresh_token().cloned(),
                    expires_at: None,
                }));
        };
        held.see(&tokens);
        let is_new = held.tokens.as_ref() != Some(&tokens);
        let is_usable = held.rejected.as_ref() != Some(&tokens.access_token)
            && !ends_soon(tokens.expires_at, self.transport.now());
        held.tokens = Some(tokens.clone());
        Ok((is_new && is_usable).then_some(tokens))
    }

    fn refresh_token(&self) -> Option<Secret> {
        let held = self.held.borrow();
        let newest = held
            .tokens
            .as_ref()
            .and_then(|tokens| tokens.refresh_token.clone());
        newest.or_else(|| self.grant.first_refresh_token().cloned())
    }

    async fn ask(&self, refresh: Option<&Secret>) -> Result<Tokens> {
        let request = self.grant.request(refresh);
        let mut hidden = self.held.borrow().seen.clone();
        hidden.extend(request.credentials().into_iter().map(Secret::new));
        let response = self.transport.send(request, MAX_TOKEN_BYTES).await?;
        let now = self.transport.now();
        let answered = Answered {
            purpose: Purpose::Token,
            response: &response,
            hidden: &hidden,
            now,
        };
        if let Some(mut error) = self.account.failure(&answered) {
            error.status.get_or_insert(response.status);
            return Err(error);
        }
        if !response.is_success() {
            let mut error = TaskweaveError::new(
                Code::PlatformError,
                format!(
                    "the platform's token endpoint answered with HTTP status {}",
                    response.status
                ),
            );
            error.status = Some(response.status);
            error.retryable = response.status >= 500;
            return Err(error);
        }
        Tokens::read(&response.body, refresh, now)
    }

    fn see(&self, tokens: &Tokens) {
        let mut held = self.held.borrow_mut();
        held.see(tokens);
        held.unsaved = Some(tokens.clone());
    }

    /// Saves tokens, and only then lets them be used.
    async fn keep(&self, tokens: Tokens) -> Result<Tokens> {
        if let Some(store) = &self.store {
            store.save(&self.connection_id, &tokens).await?;
        }
        let mut held = self.held.borrow_mut();
        held.unsaved = None;
        held.loaded = true;
        held.rejected = None;
        held.tokens = Some(tokens.clone());
        Ok(tokens)
    }
}
